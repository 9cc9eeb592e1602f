package dev.punctual.delivery;

import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/** What a failed request means. */
final class DynamoDbFailures {
  private static final Duration RETRY_WHEN_AWAY = Duration.ofSeconds(2);
  private static final int SERVER_ERROR = 500;
  private static final String CONDITION_FAILED = "ConditionalCheckFailed";
  private static final Set<String> PASSING_REASONS =
      Set.of("TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded");

  private DynamoDbFailures() {}

  static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  /**
   * Whether the same request may succeed a little later: throttled, in conflict with a transaction,
   * or the network or the service is in trouble.
   */
  static boolean isPassing(Throwable failure) {
    if (failure instanceof TransactionCanceledException canceled) {
      return !failedOnCondition(canceled)
          && reasons(canceled).stream().anyMatch(PASSING_REASONS::contains);
    }
    if (failure instanceof AwsServiceException refused) {
      return refused.isThrottlingException()
          || refused.statusCode() >= SERVER_ERROR
          || failure instanceof TransactionConflictException
          || failure instanceof TransactionInProgressException;
    }
    return failure instanceof SdkClientException;
  }

  /** Whether a transaction was given up because a condition of one of its parts does not hold. */
  static boolean failedOnCondition(TransactionCanceledException canceled) {
    return reasons(canceled).contains(CONDITION_FAILED);
  }

  /** Whether the condition of a transaction's part did not hold. */
  static boolean failedOnCondition(CancellationReason reason) {
    return CONDITION_FAILED.equals(reason.code());
  }

  static ProblemException unavailable(Throwable cause) {
    Problem problem =
        new Problem(ProblemType.UNAVAILABLE, "The store of deliveries does not answer right now.")
            .retryAfter(RETRY_WHEN_AWAY);
    return new ProblemException(problem).caused(cause);
  }

  private static List<String> reasons(TransactionCanceledException canceled) {
    return canceled.cancellationReasons().stream().map(CancellationReason::code).toList();
  }
}

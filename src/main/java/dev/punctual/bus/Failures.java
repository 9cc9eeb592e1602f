package dev.punctual.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import io.vertx.core.eventbus.ReplyException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Failures across the bus: out as JSON of the problem, back in as the same exception. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
  private static final Duration SOON = Duration.ofSeconds(1);

  private Failures() {}

  /** What the asker shall hear. A failure that is no problem is a defect: logged here, once. */
  static Problem toProblem(String address, Throwable failure) {
    if (failure instanceof ProblemException known) {
      return known.problem();
    }
    LOG.atError().addKeyValue("address", address).setCause(failure).log("Message failed");
    return new Problem(ProblemType.INTERNAL_ERROR, "The cause is in the log under the request id.");
  }

  /** The asker's side: turns what the bus reports back into a problem. */
  static ProblemException fromReply(String address, Throwable failure) {
    if (!(failure instanceof ReplyException reply)) {
      return new ProblemException(toProblem(address, failure));
    }
    return switch (reply.failureType()) {
      case RECIPIENT_FAILURE -> decode(address, reply);
      case TIMEOUT -> unavailable(address + " did not answer in time");
      case NO_HANDLERS -> unavailable("no node serves " + address + " right now").caused(reply);
      case ERROR -> new ProblemException(toProblem(address, reply));
    };
  }

  private static ProblemException decode(String address, ReplyException reply) {
    try {
      return Json.MAPPER.readValue(reply.getMessage(), Problem.class).exception();
    } catch (JsonProcessingException e) {
      return new ProblemException(toProblem(address, reply));
    }
  }

  private static ProblemException unavailable(String detail) {
    return new Problem(ProblemType.UNAVAILABLE, detail).retryAfter(SOON).exception();
  }
}

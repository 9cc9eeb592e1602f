package dev.punctual.app;

import static dev.punctual.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.app.Members.Answer;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What crosses between two members, and what does not. */
class ClusteredBusTest {
  private final Members members = Members.start();

  @AfterEach
  void close() {
    members.close();
  }

  @Test
  void whatANodeServesItselfNeverLeavesIt() {
    members.serve(0);
    assertThat(whoAnswers(1)).containsOnly(0);
    members.serve(1);
    assertThat(whoAnswers(0)).containsOnly(0);
    assertThat(whoAnswers(1)).containsOnly(1);
  }

  @Test
  void aNodeThatWithdrawsAnswersWhatItWasAskedAndIsSoonAskedNothingElse() {
    Promise<Answer> pending = Promise.promise();
    Promise<Void> asked = Promise.promise();
    members
        .bus(0)
        .serve(
            Members.ASK,
            10,
            question -> {
              asked.tryComplete();
              return pending.future();
            });
    await(members.bus(0).announced());
    Future<Answer> early = members.ask(1, 1);
    await(asked.future());

    members.platform(0).withdraw();

    Future<Void> quiet = members.bus(0).quiet();
    assertThat(quiet.isComplete()).isFalse();
    pending.complete(new Answer(1, 0));
    assertThat(await(early).member()).isEqualTo(0);
    await(quiet);
    Awaitility.await().until(() -> nobodyAnswers(1));
  }

  @Test
  void aQuestionThatReachesNobodyIsAskedAgain() {
    Future<Answer> answer = members.ask(1, 1);
    members.serve(0);
    assertThat(await(answer).member()).isEqualTo(0);
  }

  private boolean nobodyAnswers(int asking) {
    return await(
        members
            .ask(asking, 2)
            .map(answer -> false)
            .otherwise(
                failure ->
                    failure instanceof ProblemException refused
                        && refused.problem().type() == ProblemType.UNAVAILABLE));
  }

  private List<Integer> whoAnswers(int asking) {
    return IntStream.range(0, 20)
        .mapToObj(number -> await(members.ask(asking, number)).member())
        .toList();
  }
}

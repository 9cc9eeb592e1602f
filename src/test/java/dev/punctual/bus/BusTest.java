package dev.punctual.bus;

import static dev.punctual.testkit.Futures.await;
import static dev.punctual.testkit.Futures.awaitFailure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BusTest {
  private static final Address<Question, Answer> ASK =
      Address.of("test.ask", Question.class, Answer.class).within(Duration.ofMillis(300));

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx, new SimpleMeterRegistry());

  /** A question. */
  public record Question(String text) {}

  /** An answer that remembers what was asked. */
  public record Answer(Question question) {}

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void onOneNodeTheSameRecordArrives() {
    Question question = new Question("why");
    bus.serve(ASK, 10, asked -> Future.succeededFuture(new Answer(asked)));
    assertThat(await(bus.request(ASK, question)).question()).isSameAs(question);
  }

  @Test
  void aProblemArrivesAsItWasThrown() {
    Problem problem = Problem.invalid("/name", "is required").retryAfter(Duration.ofSeconds(3));
    bus.serve(ASK, 10, asked -> Future.failedFuture(problem.exception()));
    assertThat(problem()).isEqualTo(problem);
  }

  @Test
  void aDefectArrivesAsInternalErrorWithoutItsText() {
    bus.serve(
        ASK,
        10,
        asked -> {
          throw new IllegalStateException("secret");
        });
    assertThat(problem().type()).isEqualTo(ProblemType.INTERNAL_ERROR);
    assertThat(problem().detail()).doesNotContain("secret");
  }

  @Test
  void overItsBacklogAConsumerSaysSoAtOnce() {
    Promise<Answer> pending = Promise.promise();
    bus.serve(ASK, 1, asked -> pending.future());
    Question question = new Question("why");
    Future<Answer> first = bus.request(ASK, question);
    Problem second = problem();
    assertThat(second.type()).isEqualTo(ProblemType.OVERLOADED);
    assertThat(second.retryAfter()).isPresent();
    pending.complete(new Answer(question));
    assertThat(await(first).question()).isEqualTo(question);
    assertThat(await(bus.request(ASK, question)).question()).isEqualTo(question);
  }

  @Test
  void nobodyThereAndNoAnswerInTimeAreUnavailable() {
    assertThat(problem().type()).isEqualTo(ProblemType.UNAVAILABLE);
    bus.serve(ASK, 10, asked -> Promise.<Answer>promise().future());
    assertThat(problem().type()).isEqualTo(ProblemType.UNAVAILABLE);
  }

  @Test
  void whatIsServedIsAnnounced() {
    bus.serve(ASK, 10, asked -> Future.succeededFuture(new Answer(asked)));
    await(bus.announced());
    assertThat(await(bus.request(ASK, new Question("why"))).question().text()).isEqualTo("why");
  }

  @Test
  void aPeerCannotNameAForeignClass() {
    Buffer wire = Buffer.buffer();
    byte[] name = "java.lang.Runtime".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    wire.appendInt(name.length).appendBytes(name).appendInt(2).appendString("{}");
    assertThatThrownBy(() -> new RecordCodec().decodeFromWire(0, wire))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Problem problem() {
    Throwable failure = awaitFailure(bus.request(ASK, new Question("why")));
    return ((ProblemException) failure).problem();
  }
}

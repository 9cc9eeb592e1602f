package dev.punctual.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import dev.punctual.testkit.Futures;
import dev.punctual.testkit.TestTimers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ImportSlotsTest {
  private final Vertx vertx = Vertx.vertx();
  private final TestTimers timers = new TestTimers();
  private final ImportSlots slots = new ImportSlots(timers, 2);
  private final List<String> begun = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    Futures.await(vertx.close());
  }

  @Test
  void whoComesWhenAllSlotsAreTakenWaitsForOne() {
    Promise<String> first = Promise.promise();
    run("first", first.future());
    run("second", Promise.<String>promise().future());
    Future<String> third = run("third", Future.succeededFuture("done"));
    assertThat(begun).containsExactly("first", "second");

    first.complete("done");
    assertThat(Futures.await(third)).isEqualTo("done");
    assertThat(timers.pending()).isZero();
  }

  @Test
  void whoHasWaitedForLongIsSentAwayAndTakesNoSlot() {
    Promise<String> first = Promise.promise();
    run("first", first.future());
    run("second", Promise.<String>promise().future());
    Future<String> third = run("third", Future.succeededFuture("done"));

    timers.fire();
    assertOverloaded(third);
    first.complete("done");
    assertThat(Futures.await(run("fourth", Future.succeededFuture("done")))).isEqualTo("done");
    assertThat(begun).containsExactly("first", "second", "fourth");
  }

  @Test
  void onlySoManyWait() {
    List<Future<String>> all = new ArrayList<>();
    IntStream.range(0, 2 + 64 + 1)
        .forEach(i -> all.add(run("" + i, Promise.<String>promise().future())));
    assertOverloaded(all.get(all.size() - 1));
    assertThat(all.subList(0, all.size() - 1)).noneMatch(Future::isComplete);
  }

  @Test
  void workThatFailsGivesItsSlotBack() {
    for (int i = 0; i < 3; i++) {
      Futures.awaitFailure(run("fails", Future.failedFuture("no")));
      Futures.awaitFailure(
          slots.run(
              vertx.getOrCreateContext(),
              () -> {
                throw new IllegalStateException("cannot even begin");
              }));
    }
    assertThat(Futures.await(run("works", Future.succeededFuture("done")))).isEqualTo("done");
  }

  private Future<String> run(String name, Future<String> work) {
    return slots.run(
        vertx.getOrCreateContext(),
        () -> {
          begun.add(name);
          return work;
        });
  }

  private static void assertOverloaded(Future<?> refused) {
    ProblemException problem = (ProblemException) Futures.awaitFailure(refused);
    assertThat(problem.type()).isEqualTo(ProblemType.OVERLOADED);
    assertThat(problem.problem().retryAfter()).isPresent();
  }
}

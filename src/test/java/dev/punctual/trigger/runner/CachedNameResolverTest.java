package dev.punctual.trigger.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.Futures;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CachedNameResolverTest {
  private final List<String> asked = new ArrayList<>();
  private final List<Promise<List<InetAddress>>> answers = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private final CachedNameResolver resolver =
      new CachedNameResolver(
          host -> {
            asked.add(host);
            answers.add(Promise.promise());
            return answers.get(answers.size() - 1).future();
          },
          nanos::get);

  @Test
  void whoAsksForTheSameNameSharesOneQuestion() {
    Future<List<InetAddress>> first = resolver.resolve("a");
    Future<List<InetAddress>> second = resolver.resolve("a");
    assertThat(asked).containsExactly("a");
    answers.get(0).complete(List.of(InetAddress.getLoopbackAddress()));
    assertThat(Futures.await(first)).isEqualTo(Futures.await(second)).hasSize(1);
  }

  @Test
  void anAnswerHoldsForAMomentAlsoThatThereIsNone() {
    resolver.resolve("a");
    answers.get(0).complete(List.of());
    nanos.addAndGet(Duration.ofMillis(4_999).toNanos());
    assertThat(Futures.await(resolver.resolve("a"))).isEmpty();
    assertThat(asked).hasSize(1);
    nanos.addAndGet(Duration.ofMillis(1).toNanos());
    resolver.resolve("a");
    assertThat(asked).hasSize(2);
  }

  @Test
  void aFailureIsNotKept() {
    Future<List<InetAddress>> failed = resolver.resolve("a");
    answers.get(0).fail("broken");
    assertThat(Futures.awaitFailure(failed)).hasMessage("broken");
    resolver.resolve("a");
    assertThat(asked).hasSize(2);
  }

  @Test
  void onlySoManyQuestionsArePending() {
    for (int i = 0; i < 1_000; i++) {
      resolver.resolve("host-" + i);
    }
    assertThat(Futures.awaitFailure(resolver.resolve("one-more")))
        .hasMessage("too many host names are being looked up");
    answers.get(0).complete(List.of());
    assertThat(resolver.resolve("one-more").isComplete()).isFalse();
  }
}

package dev.punctual.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SharedReadsTest {
  private final List<Promise<String>> source = new ArrayList<>();
  private final SharedReads<String, String> reads =
      new SharedReads<>(
          key -> {
            source.add(Promise.promise());
            return source.get(source.size() - 1).future();
          });

  @Test
  void whoAsksWhileAReadIsUnderWayGetsWhatIsReadAfterwards() {
    Future<String> first = reads.read("k");
    List<Future<String>> later = Stream.generate(() -> reads.read("k")).limit(100).toList();
    assertThat(source).hasSize(1);
    source.get(0).complete("old");
    assertThat(first.result()).isEqualTo("old");
    assertThat(later).noneMatch(Future::isComplete);
    assertThat(source).hasSize(2);
    source.get(1).complete("new");
    assertThat(later).allSatisfy(read -> assertThat(read.result()).isEqualTo("new"));
  }

  @Test
  void afterAllHaveTheirAnswerTheNextOneReadsAgain() {
    reads.read("k");
    source.get(0).complete("old");
    Future<String> next = reads.read("k");
    source.get(1).complete("new");
    assertThat(next.result()).isEqualTo("new");
  }

  @Test
  void aFailureIsForThoseWhoAskedForIt() {
    Future<String> first = reads.read("k");
    Future<String> second = reads.read("k");
    source.get(0).fail("away");
    source.get(1).complete("back");
    assertThat(first.failed()).isTrue();
    assertThat(second.result()).isEqualTo("back");
  }

  @Test
  void keysDoNotWaitForEachOther() {
    reads.read("k");
    reads.read("other");
    assertThat(source).hasSize(2);
  }
}

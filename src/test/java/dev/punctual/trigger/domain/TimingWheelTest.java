package dev.punctual.trigger.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.trigger.domain.TimingWheel.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TimingWheelTest {
  private static final long START = 1_750_000_000_123L;
  private static final long DAY = TimeUnit.DAYS.toMillis(1);

  private final TimingWheel<String> wheel = new TimingWheel<>(START);
  private final List<String> fired = new ArrayList<>();

  @Test
  void firesAtTheDueAndNeverEarlier() {
    for (long delay :
        new long[] {1, 63, 64, 65, 4095, 4096, 300_000, DAY, 100 * DAY, 40_000 * DAY}) {
      TimingWheel<Long> one = new TimingWheel<>(START);
      List<Long> out = new ArrayList<>();
      one.add(START + delay, delay);
      one.advance(START + delay - 1, out::add);
      assertThat(out).isEmpty();
      one.advance(START + delay, out::add);
      assertThat(out).containsExactly(delay);
      assertThat(one.size()).isZero();
    }
  }

  @Test
  void firesInOrderOfDueAndThenOfInsertion() {
    wheel.add(START + 500, "d");
    wheel.add(START + 5, "a");
    wheel.add(START + 100_000, "f");
    wheel.add(START + 500, "e");
    wheel.add(START + 6, "b");
    wheel.add(START + 6, "c");
    advance(START + DAY);
    assertThat(fired).containsExactly("a", "b", "c", "d", "e", "f");
  }

  @Test
  void keepsTheOrderOfInsertionThroughCascades() {
    wheel.add(START + 100_000, "first");
    advance(START + 99_000);
    wheel.add(START + 100_000, "second");
    advance(START + 99_990);
    wheel.add(START + 100_000, "third");
    advance(START + 100_000);
    assertThat(fired).containsExactly("first", "second", "third");
  }

  @Test
  void firesWhatIsOverdueAtTheNextAdvance() {
    wheel.add(START - 1, "late");
    wheel.add(Long.MIN_VALUE, "very late");
    wheel.add(START, "now");
    assertThat(wheel.next()).hasValue(START);
    advance(START);
    assertThat(fired).containsExactly("late", "very late", "now");
  }

  @Test
  void forgetsWhatIsCancelledWhereverItLies() {
    Entry<String> near = wheel.add(START + 1, "near");
    Entry<String> far = wheel.add(START + DAY, "far");
    Entry<String> between = wheel.add(START + 1, "between");
    wheel.add(START + 1, "kept");
    near.cancel();
    between.cancel();
    far.cancel();
    far.cancel();
    assertThat(wheel.size()).isEqualTo(1);
    advance(START + 2 * DAY);
    assertThat(fired).containsExactly("kept");
    near.cancel();
    assertThat(wheel.size()).isZero();
    assertThat(wheel.next()).isEmpty();
  }

  @Test
  void doesNotCountACancelOfWhatWasHandedOut() {
    Entry<String> entry = wheel.add(START + 1, "a");
    wheel.add(START + 2, "b");
    advance(START + 1);
    entry.cancel();
    assertThat(wheel.size()).isEqualTo(1);
  }

  @Test
  void firesAllThatAJumpOfManyYearsPasses() {
    LongStream.rangeClosed(0, 1000)
        .map(i -> START + i * 11 * DAY)
        .forEach(due -> wheel.add(due, Long.toString(due)));
    advance(START + 11_000 * DAY);
    assertThat(fired).hasSize(1001).isSorted();
  }

  @Test
  void firesNothingAndLosesNothingWhenTheClockIsSetBack() {
    advance(START + 1000);
    wheel.add(START + 500, "overdue");
    wheel.add(START + 1001, "later");
    advance(START - DAY);
    advance(START + 999);
    assertThat(fired).isEmpty();
    advance(START + 1000);
    assertThat(fired).containsExactly("overdue");
    advance(START + 1001);
    assertThat(fired).containsExactly("overdue", "later");
  }

  @Test
  void firesEverythingAtItsDueAfterItWasSetBack() {
    advance(START + 1000);
    wheel.add(START + 500, "was overdue");
    wheel.add(START + 400, "was more overdue");
    wheel.add(START + DAY, "later");
    wheel.setBack(START);
    assertThat(wheel.time()).isEqualTo(START);
    assertThat(wheel.size()).isEqualTo(3);
    advance(START + 399);
    assertThat(fired).isEmpty();
    advance(START + 400);
    advance(START + 500);
    assertThat(fired).containsExactly("was more overdue", "was overdue");
    advance(START + DAY - 1);
    assertThat(fired).hasSize(2);
    advance(START + DAY);
    assertThat(fired).hasSize(3);
  }

  @Test
  void letsTheConsumerAddAndLeavesWhatIsDueAtOnceToTheNextAdvance() {
    wheel.add(START + 1, "again");
    for (int round = 0; round < 3; round++) {
      wheel.advance(
          START + 10,
          item -> {
            fired.add(item);
            wheel.add(START + 2, item);
          });
    }
    assertThat(fired).containsExactly("again", "again", "again");
    assertThat(wheel.next()).hasValue(START + 10);
  }

  @Test
  void letsTheConsumerCancelWhatIsDueInTheSameAdvance() {
    List<Entry<String>> entries = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      entries.add(wheel.add(START + 1 + i / 3, Integer.toString(i)));
    }
    wheel.advance(
        START + 5,
        item -> {
          fired.add(item);
          entries.get(1).cancel();
          entries.get(4).cancel();
        });
    assertThat(fired).containsExactly("0", "2", "3", "5");
    assertThat(wheel.size()).isZero();
  }

  @Test
  void letsTheConsumerAdvance() {
    wheel.add(START + 1, "a");
    wheel.add(START + 2, "b");
    wheel.add(START + 3, "c");
    wheel.advance(
        START + 2,
        item -> {
          fired.add(item);
          advance(START + 3);
        });
    assertThat(fired).containsExactly("a", "b", "c");
  }

  @Test
  void goesOnAfterAConsumerThatThrows() {
    wheel.add(START + 1, "bad");
    wheel.add(START + 1, "good");
    assertThatThrownBy(
            () ->
                wheel.advance(
                    START + 1,
                    item -> {
                      throw new IllegalStateException(item);
                    }))
        .hasMessage("bad");
    assertThat(wheel.size()).isEqualTo(1);
    assertThat(wheel.next()).hasValue(START + 1);
    advance(START + 1);
    assertThat(fired).containsExactly("good");
  }

  @Test
  void namesTheNextDueOnceItIsNear() {
    assertThat(wheel.next()).isEmpty();
    wheel.add(START + DAY, "a");
    int wakeUps = 0;
    while (fired.isEmpty()) {
      OptionalLong next = wheel.next();
      assertThat(next.orElseThrow()).isLessThanOrEqualTo(START + DAY);
      advance(next.orElseThrow());
      wakeUps++;
    }
    assertThat(wakeUps).isLessThanOrEqualTo(6);
    assertThat(wheel.next()).isEmpty();
  }

  @Test
  void reachesToTheEndOfTime() {
    TimingWheel<String> whole = new TimingWheel<>(0);
    whole.add(Long.MAX_VALUE, "last");
    whole.add(Long.MAX_VALUE - 1, "last but one");
    whole.advance(Long.MAX_VALUE - 2, fired::add);
    assertThat(fired).isEmpty();
    whole.advance(Long.MAX_VALUE, fired::add);
    assertThat(fired).containsExactly("last but one", "last");
    assertThatThrownBy(() -> new TimingWheel<>(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void holdsAMillionItems() {
    TimingWheel<Long> full = new TimingWheel<>(START);
    Random random = new Random(1);
    for (int i = 0; i < 1_000_000; i++) {
      long due = START + random.nextLong(DAY);
      full.add(due, due);
    }
    long[] last = {0};
    while (full.size() > 0) {
      long now = full.next().orElseThrow();
      full.advance(
          now,
          due -> {
            assertThat(due == now && due >= last[0]).isTrue();
            last[0] = due;
          });
    }
  }

  private void advance(long now) {
    wheel.advance(now, fired::add);
  }
}

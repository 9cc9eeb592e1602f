package dev.punctual.trigger.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.trigger.domain.TimingWheel.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The wheel against a sorted set that does the same slowly. */
class TimingWheelModelTest {
  private static final long START = 1_750_000_000_000L;

  enum Act {
    ADD,
    CANCEL,
    ADVANCE,
    ADVANCE_TO_NEXT
  }

  /**
   * @param span how far an addition or an advance goes; may be negative
   * @param pick which entry is cancelled
   */
  record Step(Act act, long span, int pick) {}

  /** An item that puts itself in again so many times, each time so much later. */
  record Item(int id, int again, long pause) {}

  record Planned(long due, int order, Item item) {}

  @Property(tries = 2000)
  void doesWhatASortedSetDoes(@ForAll("steps") List<Step> steps) {
    Pair pair = new Pair();
    for (Step step : steps) {
      switch (step.act()) {
        case ADD -> pair.add(pair.now + step.span(), step.pick() % 3, step.span() / 2);
        case CANCEL -> pair.cancel(step.pick());
        case ADVANCE -> pair.advance(pair.now + step.span());
        case ADVANCE_TO_NEXT -> pair.wheel.next().ifPresent(pair::advance);
      }
      pair.check();
    }
    pair.drain();
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Long> span =
        Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.longs().between(-3, 70)),
            Tuple.of(4, Arbitraries.longs().between(0, 5000)),
            Tuple.of(2, Arbitraries.longs().between(-100_000, 1L << 26)),
            Tuple.of(1, Arbitraries.longs().between(0, 1L << 40)));
    return Combinators.combine(
            Arbitraries.of(Act.class), span, Arbitraries.integers().between(0, 1000))
        .as(Step::new)
        .list()
        .ofMaxSize(120);
  }

  /** Both, side by side. */
  private static final class Pair {
    final TimingWheel<Item> wheel = new TimingWheel<>(START);
    private final TreeSet<Planned> model =
        new TreeSet<>(Comparator.comparingLong(Planned::due).thenComparingInt(Planned::order));
    private final List<Entry<Item>> entries = new ArrayList<>();
    private final List<Planned> planned = new ArrayList<>();
    long now = START;

    void add(long due, int again, long pause) {
      Item item = new Item(entries.size(), again, pause);
      Planned plan = new Planned(Math.max(due, now), entries.size(), item);
      entries.add(wheel.add(due, item));
      planned.add(plan);
      model.add(plan);
    }

    void cancel(int pick) {
      if (!entries.isEmpty()) {
        int index = pick % entries.size();
        entries.get(index).cancel();
        model.remove(planned.get(index));
      }
    }

    void advance(long to) {
      List<Item> expected = new ArrayList<>();
      if (to >= now) {
        now = to;
        while (!model.isEmpty() && model.first().due() <= to) {
          expected.add(model.pollFirst().item());
        }
      }
      List<Item> fired = new ArrayList<>();
      wheel.advance(
          to,
          item -> {
            fired.add(item);
            if (item.again() > 0) {
              add(now + item.pause(), item.again() - 1, item.pause());
            }
          });
      assertThat(fired).isEqualTo(expected);
    }

    void check() {
      assertThat(wheel.size()).isEqualTo(model.size());
      if (model.isEmpty()) {
        assertThat(wheel.next()).isEmpty();
      } else {
        long next = wheel.next().orElseThrow();
        long due = model.first().due();
        assertThat(next).isBetween(now, due);
        if (due >>> 6 == now >>> 6) {
          assertThat(next).isEqualTo(due);
        }
      }
    }

    /** Every advance to {@code next} fires something or brings it at least a level nearer. */
    void drain() {
      for (int left = model.size() * 3 * 11 + 1; wheel.size() > 0; left--) {
        assertThat(left).isPositive();
        advance(wheel.next().orElseThrow());
        check();
      }
      assertThat(model).isEmpty();
    }
  }
}

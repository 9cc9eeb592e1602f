package dev.punctual.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PartitionPlanTest {
  private static final Instant NOW = Instant.parse("2026-11-25T19:40:00Z");

  @Test
  void piecesBeginAtMultiplesOfTheirLength() {
    List<TimeRange> missing = new PartitionPlan(Duration.ofMinutes(30)).missing(NOW, List.of());
    assertThat(missing.get(0)).isEqualTo(range("19:30", "20:00"));
    assertThat(missing).hasSize(5);
    assertThat(missing.get(0).partitionName()).isEqualTo("event_20261125t1930");
  }

  @Test
  void aPieceThatHasJustEndedIsStillThere() {
    Instant begin = Instant.parse("2026-11-25T20:00:30Z");
    assertThat(new PartitionPlan(Duration.ofMinutes(30)).missing(begin, List.of()).get(0))
        .isEqualTo(range("19:30", "20:00"));
  }

  @Test
  void anotherLengthFillsWhatIsNotCovered() {
    List<TimeRange> existing = List.of(range("19:30", "20:00"), range("20:00", "20:30"));
    assertThat(new PartitionPlan(Duration.ofHours(1)).missing(NOW, existing))
        .startsWith(range("19:00", "19:30"), range("20:30", "21:00"), range("21:00", "22:00"));
  }

  @Test
  void namesTellSecondsWhereThereAreSome() {
    Instant from = Instant.parse("2026-11-25T19:30:15Z");
    assertThat(new TimeRange(from, from.plusSeconds(5)).partitionName())
        .isEqualTo("event_20261125t193015");
  }

  @Test
  void veryLongAndVeryShortPiecesAreMadeByNumber() {
    assertThat(new PartitionPlan(Duration.ofDays(1)).missing(NOW, List.of())).hasSize(5);
    assertThat(new PartitionPlan(Duration.ofSeconds(5)).missing(NOW, List.of())).hasSize(12 + 64);
  }

  @Property
  void coversTheTimeAheadOnceWhateverIsThere(
      @ForAll @LongRange(max = 4_000_000_000L) long now,
      @ForAll @IntRange(min = 600, max = 100_000) int length,
      @ForAll @Size(max = 8) List<@IntRange(min = 1, max = 20_000) Integer> borders) {
    Instant at = Instant.ofEpochSecond(now);
    List<TimeRange> existing = everyOther(at.minusSeconds(20_000), borders);
    List<TimeRange> all = new ArrayList<>(existing);
    List<TimeRange> missing = new PartitionPlan(Duration.ofSeconds(length)).missing(at, existing);
    all.addAll(missing);
    all.sort(Comparator.comparing(TimeRange::from));
    Instant covered = missing.isEmpty() ? at : missing.get(0).from();
    for (int i = 1; i < all.size(); i++) {
      assertThat(all.get(i - 1).to()).isBeforeOrEqualTo(all.get(i).from());
    }
    for (TimeRange range : all) {
      if (!range.from().isAfter(covered) && range.to().isAfter(covered)) {
        covered = range.to();
      }
    }
    assertThat(covered).isAfterOrEqualTo(at.plus(Duration.ofHours(2)));
  }

  /** Ranges with gaps between them. */
  private static List<TimeRange> everyOther(Instant begin, List<Integer> lengths) {
    List<TimeRange> ranges = new ArrayList<>();
    Instant from = begin;
    for (int i = 0; i + 1 < lengths.size(); i += 2) {
      Instant to = from.plusSeconds(lengths.get(i));
      ranges.add(new TimeRange(from, to));
      from = to.plusSeconds(lengths.get(i + 1));
    }
    return ranges;
  }

  private static TimeRange range(String from, String to) {
    return new TimeRange(
        Instant.parse("2026-11-25T" + from + ":00Z"), Instant.parse("2026-11-25T" + to + ":00Z"));
  }
}

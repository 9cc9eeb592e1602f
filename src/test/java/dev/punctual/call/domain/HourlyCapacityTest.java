package dev.punctual.call.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HourlyCapacityTest {
  private static final Horizon HORIZON = Horizon.from(Instant.parse("2026-06-01T00:00:00Z"), 1);
  private static final int MINUTES = HORIZON.minutes();

  @Test
  void givesAnHourExactlyItsCallsAtAnEvenPace() {
    for (int calls : new int[] {1, 7, 59, 60, 61, 90, 2_000, 3_600}) {
      int[] shares = capacity(calls, List.of()).shares(minutes(0, MINUTES));
      for (int first = 0; first + 60 <= MINUTES; first++) {
        assertThat(IntStream.of(shares).skip(first).limit(60).sum()).isEqualTo(calls);
      }
      assertThat(IntStream.of(shares).max().orElseThrow()).isEqualTo((calls + 59) / 60);
      assertThat(IntStream.of(shares).min().orElseThrow()).isEqualTo(calls / 60);
    }
  }

  @Test
  void givesTheFirstMinuteOfEveryWindowSomethingHoweverFewTheCalls() {
    int[] shares =
        capacity(1, List.of())
            .shares(MinuteSet.union(List.of(new MinuteRange(100, 130), new MinuteRange(700, 710))));
    assertThat(shares[100]).isOne();
    assertThat(shares[700]).isOne();
    assertThat(IntStream.of(shares).sum()).isEqualTo(2);
  }

  /** The law, whatever is booked and wherever the windows are. */
  @Property(tries = 300)
  void fillsNoHourAboveItsLimit(
      @ForAll @IntRange(min = 1, max = 150) int perHour,
      @ForAll @Size(max = 60) List<@IntRange(min = -90, max = 1_530) Integer> booked,
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 0, max = 1_439) Integer> starts,
      @ForAll @IntRange(min = 1, max = 400) int length) {
    HourlyCapacity capacity = capacity(perHour, booked.stream().map(HORIZON::at).toList());
    MinuteSet wanted =
        MinuteSet.union(
            starts.stream()
                .map(from -> new MinuteRange(from, Math.min(MINUTES, from + length)))
                .toList());
    int[] shares = capacity.shares(wanted);
    for (int first = -59; first < MINUTES; first++) {
      int from = first;
      long before = booked.stream().filter(minute -> minute >= from && minute < from + 60).count();
      int more =
          IntStream.range(Math.max(0, first), Math.min(MINUTES, first + 60))
              .map(minute -> shares[minute])
              .sum();
      assertThat(before + more).isLessThanOrEqualTo(Math.max(perHour, before));
    }
    assertThat(IntStream.range(0, MINUTES).filter(minute -> shares[minute] > 0))
        .allMatch(minute -> wanted.minutes().anyMatch(open -> open == minute));
  }

  @Test
  void hasRoomWhereNoHourAroundIsFull() {
    HourlyCapacity capacity =
        capacity(2, List.of(HORIZON.at(100), HORIZON.at(100).plusSeconds(59)));
    assertThat(capacity.hasRoom(40)).isTrue();
    assertThat(capacity.hasRoom(41)).isFalse();
    assertThat(capacity.hasRoom(159)).isFalse();
    assertThat(capacity.hasRoom(160)).isTrue();
  }

  @Test
  void remembersTheCallsOfTheHourBefore() {
    HourlyCapacity capacity = capacity(1, List.of(HORIZON.at(-30)));
    assertThat(capacity.hasRoom(29)).isFalse();
    assertThat(capacity.hasRoom(30)).isTrue();
  }

  @Test
  void allowsNoMoreThanTheLinesCanCarry() {
    CallPolicy policy =
        Policies.lasting(Policies.perHour(2_000, 1), Duration.ofMinutes(1), OptionalInt.of(1));
    int[] shares = new HourlyCapacity(policy, HORIZON, List.of()).shares(minutes(0, 60));
    assertThat(IntStream.of(shares).sum()).isEqualTo(13);
  }

  private static HourlyCapacity capacity(int perHour, List<Instant> planned) {
    return new HourlyCapacity(Policies.perHour(perHour, 1), HORIZON, planned);
  }

  private static MinuteSet minutes(int from, int to) {
    return MinuteSet.union(List.of(new MinuteRange(from, to)));
  }
}

package dev.punctual.call.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The optimum of small plans, found another way: call by call, with augmenting paths through the
 * single minutes.
 */
class GroupPlanTest {
  private static final Horizon HORIZON = Horizon.from(Instant.parse("2026-06-01T00:00:00Z"), 1);

  /**
   * @param allowed the days of each group
   */
  record Case(
      int perHour, List<Integer> booked, List<List<MinuteSet>> allowed, List<Integer> groups) {
    HourlyCapacity capacity() {
      return new HourlyCapacity(
          Policies.perHour(perHour, 1), HORIZON, booked.stream().map(HORIZON::at).toList());
    }

    GroupPlan plan() {
      return new GroupPlan(
          HORIZON,
          capacity(),
          booked.stream().map(HORIZON::at).toList(),
          groups.stream().mapToInt(Integer::intValue).toArray(),
          allowed);
    }

    int[] shares() {
      return capacity().shares(Grid.of(allowed).minutes());
    }

    @Override
    public String toString() {
      return "%d an hour, booked %s, groups %s of %s".formatted(perHour, booked, groups, allowed);
    }
  }

  @Property(tries = 2_000)
  void placesAsManyCallsAsCanBeAndTheFirstOnesOfTheInput(@ForAll("cases") Case given) {
    Matching matching = new Matching(given.shares());
    BitSet expected = new BitSet();
    for (int call = 0; call < given.groups().size(); call++) {
      if (matching.add(minutes(given, call))) {
        expected.set(call);
      }
    }
    GroupPlan plan = given.plan();
    assertThat(placed(given, plan)).isEqualTo(expected);
  }

  @Property(tries = 2_000)
  void hasTheLowestPeakThereIsWhenNobodyWaits(@ForAll("cases") Case given) {
    GroupPlan plan = given.plan();
    boolean allOnTheirFirstDay =
        IntStream.range(0, given.groups().size())
            .allMatch(call -> plan.placement(call).filter(p -> p.day() == 0).isPresent());
    if (allOnTheirFirstDay) {
      assertThat(peak(given, plan)).isEqualTo(lowestPeak(given));
    }
  }

  /** Days cost; no chain of moves may lead to a cheaper plan. */
  @Property(tries = 1_000)
  void letsCallsWaitAsFewDaysAsCanBe(@ForAll("cases") Case given) {
    GroupPlan plan = given.plan();
    int[] counts = new int[given.allowed().size()];
    placed(given, plan).stream().forEach(call -> counts[given.groups().get(call)]++);
    int waited =
        placed(given, plan).stream().map(call -> plan.placement(call).orElseThrow().day()).sum();
    assertThat(waited).isEqualTo(leastDays(given, counts, 0, given.shares(), new HashMap<>()));
  }

  @Property(tries = 1_000)
  void keepsToTheSharesAndTheMinutesOfEachGroup(@ForAll("cases") Case given) {
    GroupPlan plan = given.plan();
    int[] shares = given.shares();
    int[] used = new int[HORIZON.minutes()];
    for (int call = 0; call < given.groups().size(); call++) {
      List<MinuteSet> days = given.allowed().get(given.groups().get(call));
      plan.placement(call)
          .ifPresent(
              placement -> {
                int minute = HORIZON.minute(placement.at());
                used[minute]++;
                assertThat(days.get(placement.day()).minutes().anyMatch(open -> open == minute))
                    .isTrue();
              });
    }
    assertThat(IntStream.range(0, used.length)).allMatch(i -> used[i] <= shares[i]);
  }

  @Property(tries = 1_000)
  void provesThatACallHasNoPlace(@ForAll("cases") Case given) {
    GroupPlan plan = given.plan();
    BitSet placed = placed(given, plan);
    for (int call = 0; call < given.groups().size(); call++) {
      if (!placed.get(call)) {
        Shortage shortage = plan.shortage(given.groups().get(call));
        assertThat(shortage.calls()).isGreaterThan(shortage.room());
        int from = HORIZON.minute(shortage.from());
        int to = HORIZON.minute(shortage.to());
        assertThat(IntStream.of(minutes(given, call))).allMatch(m -> m >= from && m < to);
      }
    }
  }

  @Provide
  Arbitrary<Case> cases() {
    Arbitrary<List<MinuteSet>> group =
        Arbitraries.integers()
            .between(10, 24)
            .set()
            .ofMinSize(1)
            .ofMaxSize(6)
            .map(GroupPlanTest::days);
    Arbitrary<List<Integer>> booked = Arbitraries.integers().between(5, 30).list().ofMaxSize(5);
    return Combinators.combine(
            Arbitraries.of(1, 5, 40, 60, 90, 120),
            booked,
            group.list().ofMinSize(1).ofMaxSize(4),
            Arbitraries.integers().between(0, 3).list().ofMinSize(1).ofMaxSize(14))
        .as(
            (perHour, minutes, groups, calls) ->
                new Case(
                    perHour,
                    minutes,
                    groups,
                    calls.stream().map(call -> call % groups.size()).toList()));
  }

  /** The minutes below 15, from 15 to 19, and above are three days. */
  private static List<MinuteSet> days(Iterable<Integer> minutes) {
    List<List<MinuteRange>> days =
        Stream.<List<MinuteRange>>generate(ArrayList::new).limit(3).toList();
    minutes.forEach(
        minute -> days.get((minute - 10) / 5 % 3).add(new MinuteRange(minute, minute + 1)));
    return days.stream().filter(day -> !day.isEmpty()).map(MinuteSet::union).toList();
  }

  private static int[] minutes(Case given, int call) {
    return given.allowed().get(given.groups().get(call)).stream()
        .flatMapToInt(MinuteSet::minutes)
        .toArray();
  }

  private static BitSet placed(Case given, GroupPlan plan) {
    return IntStream.range(0, given.groups().size())
        .filter(call -> plan.placement(call).isPresent())
        .collect(BitSet::new, BitSet::set, BitSet::or);
  }

  private static int peak(Case given, GroupPlan plan) {
    HourlyCapacity capacity = given.capacity();
    return IntStream.range(0, given.groups().size())
        .map(call -> HORIZON.minute(plan.placement(call).orElseThrow().at()))
        .peek(capacity::book)
        .boxed()
        .toList()
        .stream()
        .mapToInt(capacity::booked)
        .max()
        .orElse(0);
  }

  private static int lowestPeak(Case given) {
    int[] shares = given.shares();
    HourlyCapacity capacity = given.capacity();
    return IntStream.iterate(0, peak -> peak + 1)
        .filter(
            peak -> {
              int[] low =
                  IntStream.range(0, shares.length)
                      .map(i -> Math.min(shares[i], Math.max(0, peak - capacity.booked(i))))
                      .toArray();
              Matching matching = new Matching(low);
              return IntStream.range(0, given.groups().size())
                  .allMatch(
                      call ->
                          matching.add(
                              given
                                  .allowed()
                                  .get(given.groups().get(call))
                                  .get(0)
                                  .minutes()
                                  .toArray()));
            })
        .findFirst()
        .orElseThrow();
  }

  /** The fewest days that these calls can wait in all, by trying every minute for each. */
  private static int leastDays(
      Case given, int[] counts, int group, int[] shares, Map<String, Integer> known) {
    if (group == counts.length) {
      return 0;
    }
    if (counts[group] == 0) {
      return leastDays(given, counts, group + 1, shares, known);
    }
    String key = group + Arrays.toString(counts) + free(shares);
    Integer before = known.get(key);
    if (before != null) {
      return before;
    }
    int least = 1_000;
    counts[group]--;
    List<MinuteSet> days = given.allowed().get(group);
    for (int day = 0; day < days.size(); day++) {
      for (int minute : days.get(day).minutes().toArray()) {
        if (shares[minute] > 0) {
          shares[minute]--;
          least = Math.min(least, day + leastDays(given, counts, group, shares, known));
          shares[minute]++;
        }
      }
    }
    counts[group]++;
    known.put(key, least);
    return least;
  }

  private static String free(int[] shares) {
    return Arrays.toString(Arrays.copyOfRange(shares, 10, 25));
  }

  /** Calls in single places of minutes, by augmenting paths (H. W. Kuhn, 1955). */
  private static final class Matching {
    private final List<Integer> minuteOfPlace = new ArrayList<>();
    private final Map<Integer, int[]> callInPlace = new HashMap<>();

    Matching(int[] shares) {
      for (int minute = 0; minute < shares.length; minute++) {
        for (int i = 0; i < shares[minute]; i++) {
          minuteOfPlace.add(minute);
        }
      }
    }

    boolean add(int[] minutes) {
      return augment(minutes, new BitSet());
    }

    private boolean augment(int[] minutes, BitSet visited) {
      for (int place = 0; place < minuteOfPlace.size(); place++) {
        int minute = minuteOfPlace.get(place);
        if (visited.get(place) || Arrays.stream(minutes).noneMatch(m -> m == minute)) {
          continue;
        }
        visited.set(place);
        int[] other = callInPlace.get(place);
        if (other == null || augment(other, visited)) {
          callInPlace.put(place, minutes);
          return true;
        }
      }
      return false;
    }
  }
}

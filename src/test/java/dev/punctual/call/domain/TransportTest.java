package dev.punctual.call.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class TransportTest {
  private static final int SEGMENTS = 4;

  /** Against every way to move every call. */
  @Property(tries = 2_000)
  void movesTheMostCallsAtTheLeastCost(
      @ForAll @Size(min = 1, max = 3) List<@IntRange(min = 0, max = 2) Integer> demand,
      @ForAll @Size(SEGMENTS) List<@IntRange(min = 0, max = 2) Integer> room,
      @ForAll @Size(12) List<@IntRange(min = -1, max = 3) Integer> costs) {
    int[] demands = ints(demand);
    int[] rooms = ints(room);
    List<Lane> lanes = new ArrayList<>();
    for (int owner = 0; owner < demands.length; owner++) {
      for (int segment = 0; segment < SEGMENTS; segment++) {
        int cost = costs.get(owner * SEGMENTS + segment);
        if (cost >= 0) {
          lanes.add(new Lane(owner, segment, cost));
        }
      }
    }
    Transport transport = new Transport(demands, rooms, lanes);
    int cost =
        IntStream.range(0, lanes.size())
            .map(lane -> transport.by(lane) * lanes.get(lane).cost())
            .sum();
    int[] best = best(demands, rooms.clone(), lanes, 0, demands.length == 0 ? 0 : demands[0]);
    assertThat(new int[] {transport.moved(), cost}).isEqualTo(best);
  }

  @Property
  void namesAJamThatIsOne(
      @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 0, max = 5) Integer> demand,
      @ForAll @Size(SEGMENTS) List<@IntRange(min = 0, max = 3) Integer> room,
      @ForAll @Size(16) List<Boolean> allowed) {
    int[] demands = ints(demand);
    List<Lane> lanes = new ArrayList<>();
    for (int owner = 0; owner < demands.length; owner++) {
      for (int segment = 0; segment < SEGMENTS; segment++) {
        if (allowed.get(owner * SEGMENTS + segment)) {
          lanes.add(new Lane(owner, segment, 0));
        }
      }
    }
    Transport transport = new Transport(demands, ints(room), lanes);
    Transport.Jam jam = transport.jam();
    int stuck = IntStream.of(demands).sum() - transport.moved();
    int calls = jam.owners().stream().map(owner -> demands[owner]).sum();
    int space = jam.segments().stream().map(segment -> room.get(segment)).sum();
    assertThat(calls - space).isEqualTo(stuck);
    assertThat(lanes.stream().filter(lane -> jam.owners().get(lane.from())))
        .allMatch(lane -> jam.segments().get(lane.segment()));
  }

  /** The most that can be moved from here on, and the least that this costs. */
  private static int[] best(int[] demand, int[] room, List<Lane> lanes, int owner, int left) {
    if (owner == demand.length) {
      return new int[] {0, 0};
    }
    if (left == 0) {
      int next = owner + 1;
      return best(demand, room, lanes, next, next == demand.length ? 0 : demand[next]);
    }
    int[] best = best(demand, room, lanes, owner, left - 1);
    for (Lane lane : lanes) {
      if (lane.from() == owner && room[lane.segment()] > 0) {
        room[lane.segment()]--;
        int[] rest = best(demand, room, lanes, owner, left - 1);
        room[lane.segment()]++;
        int moved = rest[0] + 1;
        int cost = rest[1] + lane.cost();
        if (moved > best[0] || (moved == best[0] && cost < best[1])) {
          best = new int[] {moved, cost};
        }
      }
    }
    return best;
  }

  private static int[] ints(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).toArray();
  }
}

package dev.punctual.call.domain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.ToIntBiFunction;

/**
 * Spreads calls over their segments so that the highest level is as low as possible, then the next,
 * and so on: the decomposition of lexicographically optimal flows (S. Fujishige, 1980; H.
 * Groenevelt, 1991).
 *
 * <p>All segments are filled to the lowest common level with room for everybody. If everybody fits,
 * there is no lower one. If not, some owners are jammed at this level: they need a higher one, and
 * the others get along without their segments. Both sides are levelled on their own.
 */
final class Leveling {
  private final List<Lane> lanes;
  private final int segmentCount;
  private final ToIntBiFunction<Integer, Integer> room;
  private final int[] loads;

  private Leveling(List<Lane> lanes, int segmentCount, ToIntBiFunction<Integer, Integer> room) {
    this.lanes = lanes;
    this.segmentCount = segmentCount;
    this.room = room;
    this.loads = new int[lanes.size()];
  }

  /**
   * How many calls go by each lane.
   *
   * @param demand how many calls each owner has; there must be room for all of them at {@code top}
   * @param room how many calls a segment takes (first argument) at a level (second)
   */
  static int[] spread(
      int[] demand,
      List<Lane> lanes,
      int segmentCount,
      ToIntBiFunction<Integer, Integer> room,
      int top) {
    Leveling leveling = new Leveling(lanes, segmentCount, room);
    BitSet everywhere = new BitSet();
    lanes.stream()
        .filter(lane -> demand[lane.from()] > 0)
        .forEach(lane -> everywhere.set(lane.segment()));
    leveling.level(demand, everywhere, top);
    return leveling.loads;
  }

  private void level(int[] demand, BitSet segments, int top) {
    int calls = Arrays.stream(demand).sum();
    if (calls == 0) {
      return;
    }
    int level = lowest(segments, calls, top);
    int[] rooms = new int[segmentCount];
    segments.stream().forEach(segment -> rooms[segment] = room.applyAsInt(segment, level));
    List<Integer> open = open(demand, segments);
    Transport trial = new Transport(demand, rooms, open.stream().map(lanes::get).toList());
    if (trial.moved() == calls) {
      for (int i = 0; i < open.size(); i++) {
        loads[open.get(i)] = trial.by(i);
      }
      return;
    }
    Transport.Jam jam = trial.jam();
    level(demandOf(demand, jam.owners(), true), jam.segments(), top);
    BitSet others = (BitSet) segments.clone();
    others.andNot(jam.segments());
    level(demandOf(demand, jam.owners(), false), others, level);
  }

  private int lowest(BitSet segments, int calls, int top) {
    int low = 0;
    int high = top;
    while (low < high) {
      int middle = low + (high - low) / 2;
      if (segments.stream().map(segment -> room.applyAsInt(segment, middle)).sum() >= calls) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private List<Integer> open(int[] demand, BitSet segments) {
    List<Integer> open = new ArrayList<>();
    for (int lane = 0; lane < lanes.size(); lane++) {
      if (demand[lanes.get(lane).from()] > 0 && segments.get(lanes.get(lane).segment())) {
        open.add(lane);
      }
    }
    return open;
  }

  private static int[] demandOf(int[] demand, BitSet chosen, boolean inside) {
    int[] part = new int[demand.length];
    for (int owner = 0; owner < demand.length; owner++) {
      part[owner] = chosen.get(owner) == inside ? demand[owner] : 0;
    }
    return part;
  }
}

package dev.punctual.call.domain;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Decides which calls are placed: as many as possible, and among those sets the first in the order
 * of the input. A call is left out only if it can't be placed together with those before it that
 * are, which is the greedy algorithm on a transversal matroid and therefore leaves out as few as
 * possible.
 *
 * <p>Instead of call by call it goes by halves. As many calls from the front as there is room are
 * tried together. If they fit, these are the ones. If not, some groups are jammed: they fill all
 * their segments whatever the others do, and the others get along without these segments. So both
 * sides are decided on their own, each with fewer groups or segments.
 */
final class Admission {
  private final int[] groups;
  private final int groupCount;
  private final int[] room;
  private final List<Lane> lanes;
  private final BitSet admitted = new BitSet();

  private Admission(int[] groups, int groupCount, int[] room, List<Lane> lanes) {
    this.groups = groups;
    this.groupCount = groupCount;
    this.room = room;
    this.lanes = lanes;
  }

  /**
   * The calls that are placed, by their places in the input.
   *
   * @param groups the group of each call
   * @param room of each segment
   * @param lanes from groups to segments
   */
  static BitSet admit(int[] groups, int groupCount, int[] room, List<Lane> lanes) {
    Admission admission = new Admission(groups, groupCount, room, lanes);
    BitSet everywhere = new BitSet();
    everywhere.set(0, room.length);
    admission.decide(IntStream.range(0, groups.length).toArray(), everywhere);
    return admission.admitted;
  }

  private void decide(int[] calls, BitSet segments) {
    int space = segments.stream().map(segment -> room[segment]).sum();
    int[] front = Arrays.copyOf(calls, Math.min(calls.length, space));
    if (front.length == 0) {
      return;
    }
    int[] demand = new int[groupCount];
    for (int call : front) {
      demand[groups[call]]++;
    }
    Transport trial = new Transport(demand, room, within(segments, demand));
    if (trial.moved() == front.length) {
      Arrays.stream(front).forEach(admitted::set);
      return;
    }
    Transport.Jam jam = trial.jam();
    decide(ofGroups(calls, jam.owners(), true), jam.segments());
    BitSet others = (BitSet) segments.clone();
    others.andNot(jam.segments());
    decide(ofGroups(calls, jam.owners(), false), others);
  }

  private List<Lane> within(BitSet segments, int[] demand) {
    return lanes.stream()
        .filter(lane -> demand[lane.from()] > 0 && segments.get(lane.segment()))
        .toList();
  }

  private int[] ofGroups(int[] calls, BitSet chosen, boolean inside) {
    return Arrays.stream(calls).filter(call -> chosen.get(groups[call]) == inside).toArray();
  }
}

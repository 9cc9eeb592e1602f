package dev.punctual.call.domain;

import java.util.BitSet;
import java.util.List;

/** As many calls as possible moved into segments, at the least cost: a flow in three layers. */
final class Transport {
  private static final int SOURCE = 0;
  private static final int SINK = 1;
  private static final int FIRST = 2;

  private final CheapestFlow flow;
  private final int demands;
  private final int[] arcs;
  private final int moved;

  /**
   * Moves them.
   *
   * @param demand how many calls each has
   * @param room how many each segment takes
   */
  Transport(int[] demand, int[] room, List<Lane> lanes) {
    demands = demand.length;
    flow = new CheapestFlow(FIRST + demands + room.length, SOURCE, SINK);
    for (int i = 0; i < demands; i++) {
      flow.arc(SOURCE, FIRST + i, demand[i], 0);
    }
    for (int i = 0; i < room.length; i++) {
      flow.arc(FIRST + demands + i, SINK, room[i], 0);
    }
    arcs = new int[lanes.size()];
    for (int i = 0; i < arcs.length; i++) {
      Lane lane = lanes.get(i);
      arcs[i] =
          flow.arc(
              FIRST + lane.from(),
              FIRST + demands + lane.segment(),
              Integer.MAX_VALUE / 2,
              lane.cost());
    }
    moved = flow.run();
  }

  int moved() {
    return moved;
  }

  /** How many calls went by a lane, which is given by its place in the list. */
  int by(int lane) {
    return flow.flow(arcs[lane]);
  }

  /**
   * The jam behind the calls that could not be moved: their owners, the segments that these may
   * use, whoever is in one of these and could be elsewhere, and so on. All the segments are full,
   * and those who are in them may use no others.
   */
  Jam jam() {
    return jamFrom(SOURCE);
  }

  /** The jam that one more call of somebody would be in. */
  Jam jamBehind(int from) {
    return jamFrom(FIRST + from);
  }

  private Jam jamFrom(int node) {
    BitSet reached = flow.reachableFrom(node);
    int firstSegment = FIRST + demands;
    int end = Math.max(firstSegment, reached.length());
    return new Jam(reached.get(FIRST, firstSegment), reached.get(firstSegment, end));
  }

  /**
   * More calls than room (a set that violates Hall's condition).
   *
   * @param owners whose calls
   * @param segments all that these may use
   */
  record Jam(BitSet owners, BitSet segments) {}
}

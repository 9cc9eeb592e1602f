package dev.punctual.call.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Gives the calls of every segment their instants, those of its group days in turn. */
final class Timetable {
  private final Horizon horizon;
  private final Levels levels;
  private final Pacing pacing;
  private final List<List<Instant>> times;

  Timetable(Horizon horizon, Levels levels, Pacing pacing, int days) {
    this.horizon = horizon;
    this.levels = levels;
    this.pacing = pacing;
    this.times = IntStream.range(0, days).<List<Instant>>mapToObj(i -> new ArrayList<>()).toList();
  }

  /**
   * Adds the next segment.
   *
   * @param calls of each of the segment's group days
   */
  void add(Segment segment, int[] calls) {
    int[] counts = levels.fill(segment.range(), IntStream.of(calls).sum());
    int[] turns = turns(calls);
    int turn = 0;
    for (int i = 0; i < counts.length; i++) {
      for (Instant place : pacing.places(horizon.at(segment.range().from() + i), counts[i])) {
        times.get(segment.days().get(turns[turn++])).add(place);
      }
    }
  }

  /** The instants of a group day, in order. */
  List<Instant> of(int day) {
    return times.get(day);
  }

  /** Whose turn it is: always that of whoever is furthest behind its even share. */
  private static int[] turns(int[] calls) {
    int sum = IntStream.of(calls).sum();
    int[] given = new int[calls.length];
    int[] turns = new int[sum];
    for (int turn = 0; turn < sum; turn++) {
      int next = 0;
      long furthest = Long.MIN_VALUE;
      for (int i = 0; i < calls.length; i++) {
        long behind = (turn + 1L) * calls[i] - (long) given[i] * sum;
        if (given[i] < calls[i] && behind > furthest) {
          next = i;
          furthest = behind;
        }
      }
      given[next]++;
      turns[turn] = next;
    }
    return turns;
  }
}

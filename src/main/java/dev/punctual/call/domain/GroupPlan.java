package dev.punctual.call.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The plan of the calls whose time is free.
 *
 * <ol>
 *   <li>{@link Admission}: which calls are placed, as many as can be.
 *   <li>A flow of least cost, where a call costs the days that it waits: how many calls of each
 *       group go out on which day. Those that come first in the input wait least.
 *   <li>{@link Leveling}: how many of them each segment has, at the lowest peak for these days.
 *   <li>{@link Timetable}: the minutes and the milliseconds.
 * </ol>
 */
final class GroupPlan {
  private final Horizon horizon;
  private final Grid grid;
  private final int[] room;
  private final int[] wanted;
  private final Transport days;
  private final Map<Integer, Placement> placements = new HashMap<>();

  /**
   * Makes it.
   *
   * @param taken the instants of calls that are planned already
   * @param groups the group of each call
   * @param allowed the days of each group
   */
  GroupPlan(
      Horizon horizon,
      HourlyCapacity capacity,
      Collection<Instant> taken,
      int[] groups,
      List<List<MinuteSet>> allowed) {
    this.horizon = horizon;
    this.grid = Grid.of(allowed);
    int[] shares = capacity.shares(grid.minutes());
    this.room = grid.segments().stream().mapToInt(segment -> room(shares, segment)).toArray();
    int groupCount = allowed.size();
    BitSet all = new BitSet();
    all.set(0, groups.length);
    this.wanted = perGroup(groups, all, groupCount);
    BitSet admitted = Admission.admit(groups, groupCount, room, grid.byGroup());
    int[] placed = perGroup(groups, admitted, groupCount);
    this.days = new Transport(placed, room, grid.byGroup());
    Levels levels = new Levels(shares, capacity::booked);
    Timetable timetable = timetable(levels, new Pacing(taken));
    handOut(timetable, groups, admitted, groupCount);
  }

  /** Where a call goes, by its place in the input; empty if there is no room for it. */
  Optional<Placement> placement(int call) {
    return Optional.ofNullable(placements.get(call));
  }

  /** Why a call of this group could not be placed. */
  Shortage shortage(int group) {
    Transport.Jam jam = days.jamBehind(group);
    List<MinuteRange> ranges =
        jam.segments().stream().mapToObj(i -> grid.segments().get(i).range()).toList();
    return new Shortage(
        horizon.at(ranges.get(0).from()),
        horizon.at(ranges.get(ranges.size() - 1).to()),
        ranges.stream().mapToInt(MinuteRange::length).sum(),
        jam.segments().stream().map(segment -> room[segment]).sum(),
        jam.owners().stream().map(owner -> wanted[owner]).sum());
  }

  private static int room(int[] shares, Segment segment) {
    return IntStream.range(segment.range().from(), segment.range().to())
        .map(minute -> shares[minute])
        .sum();
  }

  private static int[] perGroup(int[] groups, BitSet calls, int groupCount) {
    int[] counts = new int[groupCount];
    calls.stream().forEach(call -> counts[groups[call]]++);
    return counts;
  }

  private Timetable timetable(Levels levels, Pacing pacing) {
    int[] demand = new int[grid.days().size()];
    for (int lane = 0; lane < grid.byDay().size(); lane++) {
      demand[grid.byDay().get(lane).from()] += days.by(lane);
    }
    List<Segment> segments = grid.segments();
    int top = segments.stream().map(Segment::range).mapToInt(levels::top).max().orElse(0);
    int[] loads =
        Leveling.spread(
            demand,
            grid.byDay(),
            segments.size(),
            (segment, level) -> levels.room(segments.get(segment).range(), level),
            top);
    Timetable timetable = new Timetable(horizon, levels, pacing, demand.length);
    int lane = 0;
    for (Segment segment : segments) {
      int next = lane + segment.days().size();
      timetable.add(segment, IntStream.range(lane, next).map(i -> loads[i]).toArray());
      lane = next;
    }
    return timetable;
  }

  private void handOut(Timetable timetable, int[] groups, BitSet admitted, int groupCount) {
    List<List<Placement>> places = new ArrayList<>();
    for (int group = 0; group < groupCount; group++) {
      places.add(new ArrayList<>());
    }
    for (int i = 0; i < grid.days().size(); i++) {
      GroupDay day = grid.days().get(i);
      for (Instant at : timetable.of(i)) {
        places.get(day.group()).add(new Placement(at, day.day()));
      }
    }
    List<Iterator<Placement>> next = places.stream().map(List::iterator).toList();
    admitted.stream().forEach(call -> placements.put(call, next.get(groups[call]).next()));
  }
}

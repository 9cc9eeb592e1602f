package dev.punctual.call.domain;

import java.util.ArrayList;
import java.util.List;

/**
 * Which calls may go where. Calls that may start in the very same minutes are one group; minutes
 * that are open to the same groups are one segment. So nothing grows with calls times minutes.
 *
 * @param days of all groups
 * @param segments in order
 * @param byDay the ways from places in {@code days} into segments
 * @param byGroup the same ways, in the same order, from groups; each costs its day
 */
record Grid(List<GroupDay> days, List<Segment> segments, List<Lane> byDay, List<Lane> byGroup) {

  Grid {
    days = List.copyOf(days);
    segments = List.copyOf(segments);
    byDay = List.copyOf(byDay);
    byGroup = List.copyOf(byGroup);
  }

  /**
   * Lays it out.
   *
   * @param groups the days of each group
   */
  static Grid of(List<List<MinuteSet>> groups) {
    List<GroupDay> days = new ArrayList<>();
    for (int group = 0; group < groups.size(); group++) {
      for (int day = 0; day < groups.get(group).size(); day++) {
        days.add(new GroupDay(group, day, groups.get(group).get(day)));
      }
    }
    List<Segment> segments = Segment.cut(days);
    List<Lane> byDay = new ArrayList<>();
    List<Lane> byGroup = new ArrayList<>();
    for (int segment = 0; segment < segments.size(); segment++) {
      for (int place : segments.get(segment).days()) {
        GroupDay day = days.get(place);
        byDay.add(new Lane(place, segment, 0));
        byGroup.add(new Lane(day.group(), segment, day.day()));
      }
    }
    return new Grid(days, segments, byDay, byGroup);
  }

  MinuteSet minutes() {
    return MinuteSet.union(segments.stream().map(Segment::range).toList());
  }
}

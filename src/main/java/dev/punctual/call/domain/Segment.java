package dev.punctual.call.domain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

/**
 * Consecutive minutes that are the same to everybody: each group may use all of them or none.
 *
 * @param days the places, in the list of all, of the group days that may use it
 */
record Segment(MinuteRange range, List<Integer> days) {

  Segment {
    days = List.copyOf(days);
  }

  /** Cuts time wherever a range of any day begins or ends; in order. */
  static List<Segment> cut(List<GroupDay> days) {
    List<Integer> bounds = bounds(days);
    List<List<Integer>> users = bounds.stream().<List<Integer>>map(i -> new ArrayList<>()).toList();
    for (int day = 0; day < days.size(); day++) {
      for (MinuteRange range : days.get(day).minutes().ranges()) {
        int end = Collections.binarySearch(bounds, range.to());
        for (int i = Collections.binarySearch(bounds, range.from()); i < end; i++) {
          users.get(i).add(day);
        }
      }
    }
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i + 1 < bounds.size(); i++) {
      if (!users.get(i).isEmpty()) {
        segments.add(new Segment(new MinuteRange(bounds.get(i), bounds.get(i + 1)), users.get(i)));
      }
    }
    return segments;
  }

  private static List<Integer> bounds(List<GroupDay> days) {
    TreeSet<Integer> bounds = new TreeSet<>();
    for (GroupDay day : days) {
      for (MinuteRange range : day.minutes().ranges()) {
        bounds.add(range.from());
        bounds.add(range.to());
      }
    }
    return List.copyOf(bounds);
  }
}

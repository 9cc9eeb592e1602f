package dev.punctual.call.domain;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When a policy lets a call start: inside a window in every zone that its number may be in, and
 * early enough to end there.
 *
 * <p>A local window is the set of all instants whose local time is in it. Where clocks jump, that
 * may be less or more than its length, or two pieces.
 */
final class CallingHours {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int LOOK_AHEAD_DAYS = 31;

  private final CallPolicy policy;
  private final Horizon horizon;
  private final Duration call;
  private final int callMinutes;
  private final Map<List<ZoneId>, AllowedMinutes> known = new HashMap<>();

  CallingHours(CallPolicy policy, Horizon horizon) {
    this.policy = policy;
    this.horizon = horizon;
    this.call = policy.meanCall().orElse(Duration.ZERO);
    this.callMinutes = Math.toIntExact(call.plus(MINUTE).minusNanos(1).dividedBy(MINUTE));
  }

  AllowedMinutes allowed(List<ZoneId> zones) {
    return known.computeIfAbsent(zones, this::compute);
  }

  /**
   * Whether a call that starts then is inside a window until its end, which may be the window's.
   */
  boolean permit(List<ZoneId> zones, Instant start) {
    return allowed(zones).open().ranges().stream()
        .anyMatch(
            range ->
                !start.isBefore(horizon.at(range.from()))
                    && start.isBefore(horizon.at(range.to()))
                    && !start.plus(call).isAfter(horizon.at(range.to())));
  }

  /** The first minute after the horizon. */
  Optional<Instant> firstAfterwards(List<ZoneId> zones) {
    Horizon next = horizon.following(LOOK_AHEAD_DAYS);
    CallingHours later = new CallingHours(policy, next);
    return later
        .starts(later.open(zones), new MinuteRange(0, next.minutes()))
        .minutes()
        .boxed()
        .findFirst()
        .map(next::at);
  }

  private AllowedMinutes compute(List<ZoneId> zones) {
    MinuteSet open = open(zones);
    MinuteRange plannable = new MinuteRange(Horizon.FIRST, horizon.minutes());
    MinuteSet planned = open.endingEarlier(callMinutes).intersect(plannable);
    List<MinuteSet> days =
        dates(zones.get(0)).stream()
            .map(date -> MinuteSet.union(local(zones.get(0), date, LocalTime.MIN, LocalTime.MIN)))
            .map(planned::intersect)
            .filter(minutes -> !minutes.isEmpty())
            .toList();
    return new AllowedMinutes(open, starts(open, plannable), days);
  }

  /** One minute more than can be planned throughout: a call may end with its window. */
  private MinuteSet starts(MinuteSet open, MinuteRange within) {
    return open.endingEarlier(Math.max(0, callMinutes - 1)).intersect(within);
  }

  private MinuteSet open(List<ZoneId> zones) {
    return zones.stream().map(this::windows).reduce(MinuteSet::intersect).orElseThrow();
  }

  private MinuteSet windows(ZoneId zone) {
    List<MinuteRange> open = new ArrayList<>();
    for (LocalDate date : dates(zone)) {
      if (policy.excludeDates().contains(date)) {
        continue;
      }
      for (CallWindow window : policy.windows()) {
        if (window.days().contains(date.getDayOfWeek())) {
          open.addAll(local(zone, date, window.from(), window.to()));
        }
      }
    }
    return MinuteSet.union(open);
  }

  /** The horizon's local dates and one more on either side, for calls that last past its end. */
  private List<LocalDate> dates(ZoneId zone) {
    LocalDate first = LocalDate.ofInstant(horizon.start(), zone).minusDays(1);
    LocalDate last = LocalDate.ofInstant(horizon.at(horizon.minutes()), zone).plusDays(1);
    return first.datesUntil(last.plusDays(1)).toList();
  }

  /** The minutes whose local time is on a date, from a time until another (midnight: its end). */
  private List<MinuteRange> local(ZoneId zone, LocalDate date, LocalTime from, LocalTime to) {
    LocalDate end = to.equals(LocalTime.MIDNIGHT) ? date.plusDays(1) : date;
    ZoneRules rules = zone.getRules();
    Instant earliest = date.atTime(from).toInstant(ZoneOffset.MAX);
    Instant latest = end.atTime(to).toInstant(ZoneOffset.MIN);
    List<MinuteRange> pieces = new ArrayList<>();
    Instant since = earliest;
    while (since.isBefore(latest)) {
      ZoneOffset offset = rules.getOffset(since);
      Instant until =
          Optional.ofNullable(rules.nextTransition(since))
              .map(ZoneOffsetTransition::getInstant)
              .filter(latest::isAfter)
              .orElse(latest);
      Instant begin = later(since, date.atTime(from).toInstant(offset));
      Instant close = earlier(until, end.atTime(to).toInstant(offset));
      if (begin.isBefore(close)) {
        pieces.add(new MinuteRange(horizon.minute(begin), horizon.minute(close)));
      }
      since = until;
    }
    return pieces;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}

package dev.punctual.trigger.domain;

import dev.punctual.problem.FieldError;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says what is wrong with the schedule of a definition that is about to be stored. */
public final class ScheduleCheck {
  private static final Set<String> ZONES =
      ZoneId.getAvailableZoneIds().stream()
          .filter(zone -> !zone.startsWith("SystemV/"))
          .collect(Collectors.toUnmodifiableSet());

  /** It counts from a whole millisecond: what is shorter would be due in the past. */
  private static final Duration SHORTEST_DELAY = Duration.ofMillis(1);

  private final ScheduleSpec spec;
  private final Instant now;
  private final String pointer;
  private final List<FieldError> errors = new ArrayList<>();

  private ScheduleCheck(ScheduleSpec spec, Instant now, String pointer) {
    this.spec = spec;
    this.now = now.truncatedTo(ChronoUnit.MICROS);
    this.pointer = pointer;
  }

  /**
   * What is wrong; empty if the schedule is valid and will fire.
   *
   * @param pointer where the schedule is in the body, such as {@code /schedule}
   */
  public static List<FieldError> errors(ScheduleSpec spec, Instant now, String pointer) {
    ScheduleCheck check = new ScheduleCheck(spec, now, pointer);
    check.run();
    return List.copyOf(check.errors);
  }

  private void run() {
    long kinds =
        Stream.of(spec.at(), spec.in(), spec.every(), spec.cron())
            .filter(Optional::isPresent)
            .count();
    if (kinds != 1) {
      refuse("", "must have exactly one of at, in, every and cron");
      return;
    }
    spec.at().ifPresent(this::checkAt);
    spec.in().ifPresent(this::checkIn);
    spec.every().ifPresent(this::checkEvery);
    spec.cron().ifPresent(this::checkCron);
    checkTimezone();
    checkBounds();
    if (errors.isEmpty() && repeats()) {
      checkFires();
    }
  }

  private void checkAt(Instant at) {
    if (at.isBefore(now)) {
      refuse("/at", "must not be in the past");
    } else if (at.isAfter(Bounded.LATEST)) {
      refuse("/at", "must not be after the year 9999");
    }
  }

  private void checkIn(Duration in) {
    if (in.compareTo(SHORTEST_DELAY) < 0) {
      refuse("/in", "must be at least " + SHORTEST_DELAY);
    } else if (in.compareTo(Duration.between(now, Bounded.LATEST)) > 0) {
      refuse("/in", "must not reach beyond the year 9999");
    }
  }

  private void checkEvery(Duration every) {
    if (every.compareTo(FixedRate.SHORTEST) < 0) {
      refuse("/every", "must be at least " + FixedRate.SHORTEST);
    } else if (every.compareTo(FixedRate.LONGEST) > 0) {
      refuse("/every", "must be at most %d days".formatted(FixedRate.LONGEST.toDays()));
    }
  }

  private void checkCron(String cron) {
    try {
      CronExpression.parse(cron);
    } catch (CronSyntaxException e) {
      refuse("/cron", e.reason());
    }
  }

  private void checkTimezone() {
    if (spec.timezone().isPresent() && spec.cron().isEmpty()) {
      refuse("/timezone", "makes sense with cron only");
    } else if (!ZONES.containsAll(spec.timezone().stream().toList())) {
      refuse("/timezone", "must be an IANA time zone, such as Europe/Berlin, or UTC");
    }
  }

  private void checkBounds() {
    spec.startAt().ifPresent(start -> checkBound("/start_at", start));
    spec.endAt().ifPresent(end -> checkBound("/end_at", end));
  }

  private void checkBound(String field, Instant bound) {
    if (!repeats()) {
      refuse(field, "makes sense with every and cron only");
    } else if (bound.isBefore(Bounded.EARLIEST) || bound.isAfter(Bounded.LATEST)) {
      refuse(field, "must be in the years 1 to 9999");
    }
  }

  private boolean repeats() {
    return spec.every().isPresent() || spec.cron().isPresent();
  }

  /** Nothing else is wrong with the schedule, which repeats. */
  private void checkFires() {
    Optional<Instant> first =
        Schedule.of(withoutEnd(spec.anchoredAt(now))).next(now).map(Due::scheduledFor);
    if (first.isEmpty()) {
      refuse("/cron", "never fires");
    } else if (first.filter(spec.endAt().orElse(Bounded.LATEST)::isBefore).isPresent()) {
      refuse("/end_at", "must not be before the first firing, " + first.get());
    }
  }

  private static ScheduleSpec withoutEnd(ScheduleSpec spec) {
    return new ScheduleSpec(
        spec.at(),
        spec.in(),
        spec.every(),
        spec.cron(),
        spec.timezone(),
        spec.gap(),
        spec.overlap(),
        spec.startAt(),
        Optional.empty());
  }

  private void refuse(String field, String message) {
    errors.add(new FieldError(pointer + field, message));
  }
}

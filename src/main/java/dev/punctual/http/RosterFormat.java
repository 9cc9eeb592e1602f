package dev.punctual.http;

import dev.punctual.shift.api.ShiftApi.RosterRow;
import dev.punctual.shift.api.ShiftApi.Schedule;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** How a roster is written down, person by person. Ids need no escaping in any of the formats. */
interface RosterFormat {
  String contentType();

  String head();

  void row(StringBuilder out, RosterRow row, boolean isFirst);

  String tail();

  static String shiftName(char initial) {
    return switch (initial) {
      case 'M' -> "MORNING";
      case 'E' -> "EVENING";
      case 'D' -> "DAY_OFF";
      default -> throw new IllegalArgumentException("no shift begins with " + initial);
    };
  }

  /** One object a person and day. */
  static RosterFormat json(Schedule schedule) {
    return new RosterFormat() {
      @Override
      public String contentType() {
        return "application/json";
      }

      @Override
      public String head() {
        return "{\"schedule_id\":\"%s\",\"period_begin_date\":\"%s\",\"staff_group_id\":\"%s\",\"assignments\":["
            .formatted(schedule.id(), schedule.begin(), schedule.groupId());
      }

      @Override
      public void row(StringBuilder out, RosterRow row, boolean isFirst) {
        LocalDate date = schedule.begin();
        for (int day = 0; day < row.shifts().length(); day++) {
          if (!isFirst || day > 0) {
            out.append(',');
          }
          out.append("{\"staff_id\":\"")
              .append(row.staffId())
              .append("\",\"date\":\"")
              .append(date.plusDays(day))
              .append("\",\"shift\":\"")
              .append(shiftName(row.shifts().charAt(day)))
              .append("\"}");
        }
      }

      @Override
      public String tail() {
        return "]}";
      }
    };
  }

  /** A table (RFC 4180): a line a person, a column a day. */
  static RosterFormat csv(Schedule schedule) {
    return new RosterFormat() {
      private static final int DAYS = 28;

      @Override
      public String contentType() {
        return "text/csv; charset=utf-8; header=present";
      }

      @Override
      public String head() {
        StringBuilder head = new StringBuilder("staff_id");
        for (int day = 0; day < DAYS; day++) {
          head.append(',').append(schedule.begin().plusDays(day));
        }
        return head.append("\r\n").toString();
      }

      @Override
      public void row(StringBuilder out, RosterRow row, boolean isFirst) {
        out.append(row.staffId());
        row.shifts().chars().forEach(shift -> out.append(',').append(shiftName((char) shift)));
        out.append("\r\n");
      }

      @Override
      public String tail() {
        return "";
      }
    };
  }

  /** RFC 5545: an all-day event for each working day, stable ids, no day off. */
  static String calendar(Schedule schedule, RosterRow row) {
    DateTimeFormatter date = DateTimeFormatter.BASIC_ISO_DATE;
    String stamp =
        DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
            .withZone(ZoneOffset.UTC)
            .format(schedule.finishedAt().orElse(schedule.createdAt()));
    StringBuilder out = new StringBuilder();
    line(out, "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Punctual//Roster//EN");
    for (int day = 0; day < row.shifts().length(); day++) {
      char shift = row.shifts().charAt(day);
      if (shift == 'D') {
        continue;
      }
      LocalDate on = schedule.begin().plusDays(day);
      line(
          out,
          "BEGIN:VEVENT",
          "UID:%d-%s@%s".formatted(day, row.staffId(), schedule.id()),
          "DTSTAMP:" + stamp,
          "DTSTART;VALUE=DATE:" + date.format(on),
          "DTEND;VALUE=DATE:" + date.format(on.plusDays(1)),
          "SUMMARY:" + (shift == 'M' ? "Morning shift" : "Evening shift"),
          "TRANSP:TRANSPARENT",
          "END:VEVENT");
    }
    line(out, "END:VCALENDAR");
    return out.toString();
  }

  private static void line(StringBuilder out, String... lines) {
    for (String line : lines) {
      out.append(line).append("\r\n");
    }
  }
}

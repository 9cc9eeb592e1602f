package dev.punctual.postgres;

import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Instants as {@code timestamptz}, which keeps microseconds. */
public final class PgTimes {
  private PgTimes() {}

  public static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  public static @Nullable OffsetDateTime utc(Optional<Instant> instant) {
    return instant.map(PgTimes::utc).orElse(null);
  }

  public static Instant instant(Row row, String column) {
    return row.getOffsetDateTime(column).toInstant();
  }

  public static Optional<Instant> optionalInstant(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }

  /** As precise as the database keeps it, so that the first answer equals all later ones. */
  public static Instant precise(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS);
  }
}

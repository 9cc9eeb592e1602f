package dev.punctual.postgres;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Rows by column, as {@code unnest} takes them: one array parameter a column. */
public final class PgColumns<T> {
  private final Tuple parameters;
  private final List<T> rows;

  /** Adds the columns of {@code rows} to the parameters that there are. */
  public PgColumns(Tuple parameters, List<T> rows) {
    this.parameters = parameters;
    this.rows = rows;
  }

  public PgColumns<T> uuids(Function<T, UUID> column) {
    parameters.addArrayOfUUID(rows.stream().map(column).toArray(UUID[]::new));
    return this;
  }

  public PgColumns<T> texts(Function<T, @Nullable String> column) {
    parameters.addArrayOfString(rows.stream().map(column).toArray(String[]::new));
    return this;
  }

  /** As {@code bytea}. */
  public PgColumns<T> bytes(Function<T, Buffer> column) {
    parameters.addArrayOfBuffer(rows.stream().map(column).toArray(Buffer[]::new));
    return this;
  }

  /** As {@code smallint}. */
  public PgColumns<T> shorts(ToIntFunction<T> column) {
    parameters.addArrayOfShort(
        rows.stream().map(row -> (short) column.applyAsInt(row)).toArray(Short[]::new));
    return this;
  }

  public PgColumns<T> integers(Function<T, @Nullable Integer> column) {
    parameters.addArrayOfInteger(rows.stream().map(column).toArray(Integer[]::new));
    return this;
  }

  public PgColumns<T> longs(Function<T, @Nullable Long> column) {
    parameters.addArrayOfLong(rows.stream().map(column).toArray(Long[]::new));
    return this;
  }

  public PgColumns<T> doubles(Function<T, Double> column) {
    parameters.addArrayOfDouble(rows.stream().map(column).toArray(Double[]::new));
    return this;
  }

  public PgColumns<T> flags(Predicate<T> column) {
    parameters.addArrayOfBoolean(rows.stream().map(column::test).toArray(Boolean[]::new));
    return this;
  }

  public PgColumns<T> times(Function<T, Instant> column) {
    return optionalTimes(row -> Optional.of(column.apply(row)));
  }

  public PgColumns<T> optionalTimes(Function<T, Optional<Instant>> column) {
    parameters.addArrayOfOffsetDateTime(
        rows.stream().map(row -> PgTimes.utc(column.apply(row))).toArray(OffsetDateTime[]::new));
    return this;
  }

  public Tuple tuple() {
    return parameters;
  }
}

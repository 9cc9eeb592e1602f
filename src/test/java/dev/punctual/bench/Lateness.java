package dev.punctual.bench;

import dev.punctual.app.embedded.PostgresEndpoint;
import java.time.Instant;
import java.util.List;

/** How late firings were, in milliseconds, as their log says; what is missing would be missed. */
record Lateness(long events, long missing, double p50, double p99, double max) {

  /** Of what was due in an interval. */
  static Lateness of(
      PostgresEndpoint database, String log, Instant from, Instant to, long expected) {
    List<Double> row =
        BenchServer.numbers(
            database,
            """
            SELECT count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY late),
              percentile_disc(0.99) WITHIN GROUP (ORDER BY late), max(late)
            FROM (SELECT extract(epoch FROM fired_at - scheduled_for) * 1000 AS late FROM %s
                  WHERE scheduled_for >= '%s' AND scheduled_for < '%s') due
            """
                .formatted(log, from, to));
    long events = row.get(0).longValue();
    return new Lateness(events, expected - events, row.get(1), row.get(2), row.get(3));
  }

  /** Of what Punctual fired with success. */
  static Lateness ofPunctual(PostgresEndpoint database, Instant from, Instant to, long expected) {
    return of(
        database,
        "(SELECT * FROM trigger.event_active WHERE status = 'success') log",
        from,
        to,
        expected);
  }

  static final String[] COLUMNS = {"events", "missing", "p50 ms", "p99 ms", "max ms"};

  String[] cells() {
    return new String[] {
      Table.count(events),
      Table.count(missing),
      Table.millis(p50),
      Table.millis(p99),
      Table.millis(max)
    };
  }
}

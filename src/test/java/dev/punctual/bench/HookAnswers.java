package dev.punctual.bench;

import dev.punctual.app.embedded.PostgresEndpoint;
import io.vertx.core.buffer.Buffer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** What became of requests to a webhook. */
final class HookAnswers {
  private static final String ONCE =
      """
      SELECT count(*), count(DISTINCT id) FROM trigger.event WHERE id = ANY(?)
      """;

  private final Collection<Double> millis = new ConcurrentLinkedQueue<>();
  private final Collection<UUID> acknowledged = new ConcurrentLinkedQueue<>();
  private final Map<String, LongAdder> others = new ConcurrentHashMap<>();

  void add(int status, Buffer body, long nanos) {
    if (status == 202) {
      millis.add(nanos / 1e6);
      acknowledged.add(UUID.fromString(body.toJsonObject().getString("event_id")));
    } else {
      others.computeIfAbsent(String.valueOf(status), unused -> new LongAdder()).increment();
    }
  }

  /** The connection was closed instead. */
  void addUnanswered() {
    others.computeIfAbsent("closed", unused -> new LongAdder()).increment();
  }

  Quantiles acknowledgedAfter() {
    return Quantiles.of(millis);
  }

  long refused() {
    return count("429") + count("503");
  }

  /** By status or failure; empty when everything was acknowledged or refused in order. */
  Map<String, Long> unexpected() {
    Map<String, Long> unexpected = new TreeMap<>();
    others.forEach((what, count) -> unexpected.put(what, count.sum()));
    unexpected.keySet().removeAll(java.util.Set.of("429", "503"));
    return unexpected;
  }

  private long count(String what) {
    LongAdder count = others.get(what);
    return count == null ? 0 : count.sum();
  }

  /** Whether the log holds every acknowledged event, once. */
  boolean areLoggedOnce(PostgresEndpoint database) {
    try (Connection connection = BenchServer.connect(database);
        PreparedStatement query = connection.prepareStatement(ONCE)) {
      Array ids = connection.createArrayOf("uuid", acknowledged.toArray());
      query.setArray(1, ids);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getLong(1) == acknowledged.size() && row.getLong(2) == acknowledged.size();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}

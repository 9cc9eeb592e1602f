package dev.punctual.trigger.engine;

import dev.punctual.trigger.engine.EngineApi.Changed;
import java.time.Instant;
import java.util.List;

/**
 * News of changed definitions between nodes that share a database: sent by {@code NOTIFY} in the
 * transaction of the change, so that it comes when, and only when, the change is durable.
 */
public final class EngineChanges {
  public static final String CHANNEL = "trigger_changed";

  private EngineChanges() {}

  /** Tenants and ids hold no blanks. */
  public static String text(Changed change) {
    return String.join(
        " ",
        change.tenant(),
        change.id(),
        String.valueOf(change.version()),
        change.at().toString(),
        String.valueOf(change.gone()));
  }

  static List<Changed> parse(String payload) {
    String[] parts = payload.split(" ", -1);
    return parts.length == 5
        ? List.of(
            new Changed(
                parts[0],
                parts[1],
                Long.parseLong(parts[2]),
                Instant.parse(parts[3]),
                Boolean.parseBoolean(parts[4])))
        : List.of();
  }
}

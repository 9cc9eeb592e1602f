package dev.punctual.trigger.log;

import dev.punctual.trigger.domain.TriggerEvent;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;

/** Makes events happen again. */
public interface Replays {

  /**
   * Makes a new occurrence, due now, of each event that has ended, with its payload.
   *
   * @param events each with the id of its trigger
   * @return the ids of the new events; events whose trigger is gone have none
   */
  Future<List<UUID>> replay(String tenant, List<TriggerEvent> events);
}

package dev.punctual.trigger.log;

import dev.punctual.trigger.api.EventApi.Summarise;
import dev.punctual.trigger.api.EventApi.TriggerSummary;
import io.vertx.core.Future;
import java.util.List;

/** What the log adds up to. */
interface SummaryStore {

  /** Triggers with events, ordered by id: as many as were asked for unless there are no more. */
  Future<List<TriggerSummary>> summarise(Summarise query, ViewBounds bounds);
}

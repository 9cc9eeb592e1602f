package dev.punctual.trigger.engine;

import dev.punctual.config.Config;
import dev.punctual.trigger.domain.Due;
import dev.punctual.trigger.domain.EventIds;
import dev.punctual.trigger.domain.Missed;
import dev.punctual.trigger.domain.Occurrence;
import dev.punctual.trigger.domain.Schedule;
import dev.punctual.trigger.domain.Source;
import dev.punctual.trigger.domain.TriggerKind;
import dev.punctual.trigger.domain.WhyNot;
import dev.punctual.trigger.engine.PlanStore.Cursor;
import dev.punctual.trigger.engine.PlanStore.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What is planned of one trigger: the step to commit, and how its occurrences are to be taken. What
 * was missed is treated by the trigger's misfire policy here, before anything is planned.
 */
record Plan(Definition definition, Step step, Set<UUID> mustRun, Map<UUID, WhyNot> skipped) {
  /** One trigger must not fill a batch, nor the memory. */
  private static final int FIRINGS_A_STEP = 200;

  static Plan of(Cursor cursor, Definition definition, Instant now, Config.Trigger config) {
    Schedule schedule = definition.schedule().orElseThrow();
    Instant missedBefore = now.minus(config.misfireAfter());
    List<Occurrence> occurrences = new ArrayList<>();
    Set<UUID> mustRun = new HashSet<>();
    Map<UUID, WhyNot> skipped = new HashMap<>();
    Optional<Due> next = schedule.next(cursor.nextAt().minusNanos(1_000));
    if (cursor.nextAt().isBefore(missedBefore)) {
      Missed missed =
          Missed.of(
              schedule,
              cursor.nextAt(),
              missedBefore,
              definition.spec().misfire(),
              config.misfireLimit());
      for (Due due : missed.fire()) {
        Occurrence occurrence = occurrence(cursor, due);
        occurrences.add(occurrence);
        mustRun.add(occurrence.id());
      }
      missed
          .skipped()
          .ifPresent(
              due -> {
                Occurrence occurrence = occurrence(cursor, due);
                occurrences.add(occurrence);
                skipped.put(occurrence.id(), WhyNot.missed(due.note().orElse("missed")));
              });
      next = schedule.next(missedBefore.minusNanos(1_000));
    }
    // A little beyond the horizon, so that a busy trigger's cursor is not written at every pass.
    Instant until = now.plus(config.horizon().multipliedBy(3).dividedBy(2));
    int planned = 0;
    while (next.isPresent()
        && next.get().scheduledFor().isBefore(until)
        && planned < FIRINGS_A_STEP) {
      Due due = next.get();
      occurrences.add(occurrence(cursor, due));
      planned++;
      next = schedule.next(due.scheduledFor());
    }
    return new Plan(
        definition, new Step(cursor, next.map(Due::scheduledFor), occurrences), mustRun, skipped);
  }

  private static Occurrence occurrence(Cursor cursor, Due due) {
    return Occurrence.fresh(
        EventIds.scheduled(cursor.key().tenant(), cursor.key().id(), due.scheduledFor()),
        cursor.key().tenant(),
        Optional.of(cursor.key().id()),
        TriggerKind.SCHEDULED,
        cursor.shard(),
        cursor.version(),
        Source.SCHEDULED,
        due.scheduledFor(),
        Optional.empty(),
        due.note());
  }
}

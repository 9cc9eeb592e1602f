/**
 * Fires triggers: plan ahead, commit ahead, fire from memory.
 *
 * <p><b>Own.</b> Triggers are spread over 64 shards; a shard belongs to one node at a time, by a
 * lease on the database's clock ({@link dev.punctual.trigger.engine.Ownership}). Every write
 * carries the shard's epoch, which rises with each change of owner; a stale one writes nothing.
 *
 * <p><b>Plan.</b> A few seconds before they are due, occurrences are committed together with the
 * cursor that says how far their trigger is planned ({@link dev.punctual.trigger.engine.Planner}):
 * an occurrence exists exactly once, whoever plans it.
 *
 * <p><b>Time.</b> They wait in a timing wheel; when one is due the gate decides in memory and hands
 * it to its action ({@link dev.punctual.trigger.engine.Timing}). No commit stands in between.
 *
 * <p><b>Record.</b> Outcomes are written in groups ({@link dev.punctual.trigger.engine.Recorder}):
 * the statement that logs an occurrence deletes its row, and a row can be deleted once.
 *
 * <p><b>Recover.</b> Whoever takes a shard over loads its occurrences that have no outcome. Calls
 * that were due until the lease of the owner before ended may have been made and are made again
 * under the same id; whatever else was due was missed, and its trigger's misfire policy applies.
 *
 * <p>All of it runs on one event loop of its own: the wheel, the gate and what they know are read
 * and written by one thread.
 */
package dev.punctual.trigger.engine;

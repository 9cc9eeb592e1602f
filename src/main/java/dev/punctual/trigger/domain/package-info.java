/**
 * Triggers without a database, a clock or a network: what a trigger is, when it is due, what
 * happens to an occurrence that is due, and what the log says afterwards.
 *
 * <p>The {@code …Spec} records are a definition as it was given: flat values that travel over the
 * bus and lie in the database. {@link dev.punctual.trigger.domain.Schedule} is the part of it that
 * computes.
 */
package dev.punctual.trigger.domain;

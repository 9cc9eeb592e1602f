/**
 * The Scheduling Service: keeps roster jobs, claims them one node at a time, solves them on a
 * worker and stores the assignments. Owns the PostgreSQL schema {@code shift}.
 *
 * <p>The table is the queue. A claim is a lease on the database's clock with a rising attempt
 * number: a node that is killed lets its lease run out and another takes over; a node that
 * overslept finds its attempt outdated and writes nothing.
 */
package dev.punctual.shift;

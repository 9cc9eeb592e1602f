/**
 * The event bus, typed: a name, a request and a reply are tied together in an {@link
 * dev.punctual.bus.Address}; on one node the same immutable record travels by reference, between
 * nodes as JSON; failures arrive as the {@link dev.punctual.problem.ProblemException} that was
 * thrown.
 *
 * <p>The bus carries questions and hints, never the only copy of a fact. Every request has a
 * timeout and every consumer a bounded backlog: over it, the caller hears {@code overloaded} (503)
 * at once instead of waiting in a queue that memory pays for.
 */
package dev.punctual.bus;

/**
 * What can go wrong, as a catalogue: every failure that a client may see is one {@link
 * dev.punctual.problem.ProblemType} and travels as a {@link dev.punctual.problem.ProblemException},
 * through stores, across the event bus and up to the one handler that writes RFC 9457.
 */
package dev.punctual.problem;

/**
 * Lets the event log age. Its rows lie in partitions, pieces of time that age as a whole: they are
 * made ahead, move from {@code event_active} to {@code event_archive} when all of a piece is no
 * longer active, and are dropped when all of it has outlived {@code retention.total}. Readers bound
 * what they see by time, never by where a row lies; so this is about disk and speed, and every step
 * may come late, twice or not at all.
 *
 * <p>Each step is one transaction under an advisory lock: it happens as a whole or not at all,
 * whenever the process dies, and on one node at a time. What needs an exclusive lock waits for it
 * so briefly that those who write the log don't notice, and is tried again at the next pass.
 *
 * <p>Alongside, what was logged is added up in the tally that summaries read.
 */
package dev.punctual.retention;

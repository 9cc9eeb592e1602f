/** Reads the event log: lists, one event with its attempts, summaries, the tail; and replays. */
package dev.punctual.trigger.log;

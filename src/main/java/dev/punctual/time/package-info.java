/**
 * Time is handed in: {@link java.time.Clock} tells it, {@link dev.punctual.time.Timers} wakes up on
 * it. Tests turn both by hand.
 */
package dev.punctual.time;

/**
 * Time is handed in: {@link java.time.Clock} tells it, {@link dev.punctual.time.Timers} wakes up on
 * it. Tests turn both by hand. What is done again and again fails as {@link
 * dev.punctual.time.Repeated} work, told of once.
 */
package dev.punctual.time;

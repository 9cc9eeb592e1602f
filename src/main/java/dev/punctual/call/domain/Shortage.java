package dev.punctual.call.domain;

import java.time.Instant;

/**
 * The proof that not all of some calls can be placed: they may use no other minutes than these.
 *
 * @param from the first of the minutes
 * @param to the end of the last
 * @param minutes how many they are
 * @param room how many calls they take
 * @param calls how many calls must go there or nowhere
 */
record Shortage(Instant from, Instant to, int minutes, int room, int calls) {

  String text() {
    return "between %s and %s, %d allowed minutes have room for %d of %d calls: %d too many"
        .formatted(from, to, minutes, room, calls, calls - room);
  }
}

package dev.punctual.call.domain;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Puts the calls of a minute apart from each other, to the millisecond: at 0, 30, 15, 45, 7.5, …
 * seconds (J. G. van der Corput, 1935), so that any number of them is spread over the minute and a
 * later plan can put its calls between those of an earlier one.
 *
 * <p>The places of fewer calls are places of more calls as well. Hence an hour that begins inside a
 * minute holds no more calls than one of the two hours of whole minutes around it.
 */
final class Pacing {
  private static final long MILLIS_PER_MINUTE = 60_000;

  private final Set<Instant> taken;

  Pacing(Iterable<Instant> taken) {
    this.taken = new HashSet<>();
    taken.forEach(this.taken::add);
  }

  /** The next free places of a minute, in order. */
  List<Instant> places(Instant minute, int calls) {
    return Stream.iterate(0, k -> k + 1)
        .map(k -> minute.plusMillis(offset(k)))
        .filter(taken::add)
        .limit(calls)
        .sorted()
        .toList();
  }

  /** The bits of k, mirrored at the point: a part of the minute. */
  private static long offset(int k) {
    return (Integer.toUnsignedLong(Integer.reverse(k)) * MILLIS_PER_MINUTE) >>> Integer.SIZE;
  }
}

package dev.punctual.delivery;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Works through a list with a few at once. */
final class Lanes {
  private Lanes() {}

  /**
   * What became of each element, in their order. After a failure nothing more is begun; it is told
   * when what was under way has ended.
   */
  static <T, R> Future<List<R>> run(List<T> elements, int lanes, Function<T, Future<R>> work) {
    List<R> results = new ArrayList<>(Collections.nCopies(elements.size(), null));
    AtomicInteger next = new AtomicInteger();
    List<Future<Void>> running = new ArrayList<>();
    for (int lane = 0; lane < Math.min(lanes, elements.size()); lane++) {
      running.add(
          lane(next, elements, work, results).onFailure(failure -> next.set(elements.size())));
    }
    return Future.join(running).map(done -> results);
  }

  private static <T, R> Future<Void> lane(
      AtomicInteger next, List<T> elements, Function<T, Future<R>> work, List<R> results) {
    int index = next.getAndIncrement();
    if (index >= elements.size()) {
      return Future.succeededFuture();
    }
    return work.apply(elements.get(index))
        .compose(
            result -> {
              results.set(index, result);
              return lane(next, elements, work, results);
            });
  }

  /** The list in pieces of a size, the last one perhaps smaller. */
  static <T> List<List<T>> pieces(List<T> all, int size) {
    List<List<T>> pieces = new ArrayList<>();
    for (int from = 0; from < all.size(); from += size) {
      pieces.add(all.subList(from, Math.min(from + size, all.size())));
    }
    return pieces;
  }
}

package dev.punctual.bus;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Lets work on the same thing come one after another; used on one event loop. */
public final class Turns {
  private final Map<String, Future<Void>> last = new HashMap<>();

  /** Runs the work when all that came before it on the same thing has ended, well or badly. */
  public <T> Future<T> take(String thing, Supplier<Future<T>> work) {
    Promise<Void> ended = Promise.promise();
    Future<Void> before = last.getOrDefault(thing, Future.succeededFuture());
    last.put(thing, ended.future());
    return before
        .compose(turn -> work.get())
        .onComplete(
            done -> {
              last.remove(thing, ended.future());
              ended.complete();
            });
  }
}

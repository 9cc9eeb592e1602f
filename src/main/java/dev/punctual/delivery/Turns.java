package dev.punctual.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Lets a tenant's work come one after another; used on one event loop. */
final class Turns {
  private final Map<String, Future<Void>> last = new HashMap<>();

  /** Runs the work when all that came before it for the same tenant has ended, well or badly. */
  <T> Future<T> take(String tenant, Supplier<Future<T>> work) {
    Promise<Void> ended = Promise.promise();
    Future<Void> before = last.getOrDefault(tenant, Future.succeededFuture());
    last.put(tenant, ended.future());
    return before
        .compose(turn -> work.get())
        .onComplete(
            done -> {
              last.remove(tenant, ended.future());
              ended.complete();
            });
  }
}

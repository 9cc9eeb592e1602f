package dev.punctual.cache;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Stands for the database: a version a key, and reads whose answers arrive some hops after they
 * were taken, so that writes overtake them.
 */
final class VersionedStore {

  record Version(long number) {}

  private final Vertx vertx;
  private final Map<String, Long> versions = new ConcurrentHashMap<>();

  VersionedStore(Vertx vertx) {
    this.vertx = vertx;
  }

  /** The version that is now committed. */
  long write(String key) {
    return versions.merge(key, 1L, Long::sum);
  }

  Future<Version> read(String key) {
    Promise<Version> answer = Promise.promise();
    Version taken = new Version(versions.getOrDefault(key, 0L));
    arrive(taken, ThreadLocalRandom.current().nextInt(40), answer);
    return answer.future();
  }

  private void arrive(Version taken, int hops, Promise<Version> answer) {
    if (hops == 0) {
      answer.complete(taken);
    } else {
      vertx.runOnContext(ignored -> arrive(taken, hops - 1, answer));
    }
  }
}

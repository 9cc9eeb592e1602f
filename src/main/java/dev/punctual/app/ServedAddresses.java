package dev.punctual.app;

import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The cluster's list of who serves which address. An entry goes with its consumer, and the other
 * members hear of it a moment later: what they send in between would reach nobody, and they would
 * not be told. So a node takes its entries back first, and stops to serve afterwards.
 */
final class ServedAddresses extends HazelcastClusterManager {
  private final Map<RegistrationInfo, String> served = new ConcurrentHashMap<>();

  ServedAddresses(HazelcastInstance member) {
    super(member);
  }

  @Override
  public void addRegistration(String address, RegistrationInfo consumer, Completable<Void> done) {
    if (!consumer.localOnly()) {
      served.put(consumer, address);
    }
    super.addRegistration(address, consumer, done);
  }

  @Override
  public void removeRegistration(
      String address, RegistrationInfo consumer, Completable<Void> done) {
    served.remove(consumer);
    super.removeRegistration(address, consumer, done);
  }

  /** Takes all entries back; completes when they are gone from the list. */
  Future<Void> withdraw() {
    List<Future<Void>> gone =
        served.entrySet().stream().map(entry -> remove(entry.getValue(), entry.getKey())).toList();
    return Future.all(gone).mapEmpty();
  }

  private Future<Void> remove(String address, RegistrationInfo consumer) {
    Promise<Void> done = Promise.promise();
    removeRegistration(address, consumer, done);
    return done.future();
  }
}

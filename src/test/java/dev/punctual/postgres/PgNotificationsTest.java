package dev.punctual.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.FaultyProxy;
import dev.punctual.testkit.Futures;
import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestPostgres;
import dev.punctual.time.VertxTimers;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A feed that loses its connection, and when it is another one. */
class PgNotificationsTest {
  private static final String CHANNEL = "news";

  private final TestDatabase server = TestPostgres.freshDatabase();
  private final FaultyProxy network = FaultyProxy.before(server.port());
  private final Vertx vertx = Vertx.vertx();
  private final PgDatabase database =
      PgDatabase.open(vertx, through(network), 1, Duration.ofSeconds(5), Duration.ofSeconds(30));
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final PgNotifications feed =
      new PgNotifications(vertx, database, new VertxTimers(vertx), CHANNEL, new Writer());

  private final class Writer implements PgNotifications.Listener {
    @Override
    public void connected() {
      heard.add("connected");
    }

    @Override
    public void disconnected() {
      heard.add("disconnected");
    }

    @Override
    public void notified(String payload) {
      heard.add(payload);
    }
  }

  private PgTarget through(FaultyProxy network) {
    PgTarget direct = server.target();
    return new PgTarget(
        "127.0.0.1",
        network.port(),
        direct.database(),
        direct.user(),
        direct.password(),
        Optional.empty(),
        direct.encryption());
  }

  @AfterEach
  void stop() {
    network.heal();
    Futures.await(feed.stop());
    Futures.await(vertx.close());
    network.close();
    server.close();
  }

  @Test
  void aConnectionThatEndsIsFollowedByAnotherAtOnce() {
    Futures.await(feed.start());
    notifyAll("one");
    await(1, "connected", "one");
    server.count(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
            + " AND datname = current_database()");
    await(1, "connected", "one", "disconnected", "connected");
    notifyAll("two");
    await(1, "connected", "one", "disconnected", "connected", "two");
  }

  @Test
  void aConnectionThatSaysNothingIsGivenUpBeforeTheNetworkHeals() {
    Futures.await(feed.start());
    assertThat(feed.isConnected()).isTrue();
    network.cut();
    await(15, "connected", "disconnected");
    assertThat(feed.isConnected()).isFalse();
    network.heal();
    await(7, "connected", "disconnected", "connected");
    notifyAll("after");
    // The connection that was given up is still there, and must not tell it as well.
    await(1, "connected", "disconnected", "connected", "after");
    notifyAll("last");
    await(1, "connected", "disconnected", "connected", "after", "last");
  }

  private void notifyAll(String payload) {
    server.execute("SELECT pg_notify('%s', '%s')".formatted(CHANNEL, payload));
  }

  private void await(int seconds, String... expected) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(seconds))
        .untilAsserted(() -> assertThat(heard).containsExactly(expected));
  }
}

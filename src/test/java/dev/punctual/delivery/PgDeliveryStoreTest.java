package dev.punctual.delivery;

import static dev.punctual.testkit.Futures.await;

import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.PgMigrations;
import dev.punctual.postgres.PgTarget;
import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestPostgres;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

class PgDeliveryStoreTest extends DeliveryStoreContract {
  private final Vertx vertx = Vertx.vertx();
  private final TestDatabase server = TestPostgres.freshDatabase();
  private final PgDatabase database = open();
  private final DeliveryStore store = new PgDeliveryStore(database);

  @Override
  DeliveryStore store() {
    return store;
  }

  private PgDatabase open() {
    PgTarget target = server.target();
    PgMigrations.run(target, List.of("delivery"));
    return PgDatabase.open(vertx, target, 8, Duration.ofSeconds(5), Duration.ofSeconds(30));
  }

  @AfterEach
  void close() {
    await(database.close());
    await(vertx.close());
    server.close();
  }
}

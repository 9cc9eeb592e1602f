package dev.punctual.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.Api;
import dev.punctual.testkit.DurablePostgres;
import dev.punctual.testkit.TestNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded PostgreSQL is killed under a node that lives on. */
class KilledDatabaseTest {

  @Test
  void theNodeGoesOnByItselfWhenItsServerIsKilled(@TempDir Path directory) {
    try (DurablePostgres server = DurablePostgres.startSupervised(directory);
        TestNode node = TestNode.startOn(server.database(), Map.of())) {
      Api api = node.api();
      String webhook =
          create(api, "\"kind\": \"api\", \"action\": {\"type\": \"log\"}").field("webhook_url");
      create(
          api,
          """
          "kind": "scheduled", "schedule": {"every": "PT0.5S"},
          "action": {"type": "counter", "counter": "ticks"}""");
      eventually().until(() -> ticks(api) > 0);

      server.killPostmaster();

      eventually()
          .until(
              () -> {
                assertThat(api.get("/health/live").status()).isEqualTo(200);
                return api.post(URI.create(webhook).getPath(), "{}").status() == 202;
              });
      eventually().until(() -> api.get("/health/ready").status() == 200);
      long before = ticks(api);
      eventually().until(() -> ticks(api) > before);
    }
  }

  private static Api.Answer create(Api api, String definition) {
    return api.post("/api/v1/triggers", "{\"name\": \"T\", " + definition + "}");
  }

  private static long ticks(Api api) {
    return api.get("/api/v1/counters/ticks").json().path("value").asLong();
  }

  private static ConditionFactory eventually() {
    return Awaitility.await().atMost(Duration.ofMinutes(2));
  }
}

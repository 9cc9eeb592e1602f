package dev.punctual.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.punctual.testkit.Api;
import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestNode;
import dev.punctual.testkit.TestPostgres;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** Two hours and two days, in seconds. */
class EventRetentionTest {
  private static final Map<String, String> IN_SECONDS =
      Map.of(
          "PUNCTUAL_RETENTION_ACTIVE", "PT2S",
          "PUNCTUAL_RETENTION_TOTAL", "PT5S",
          "PUNCTUAL_RETENTION_PARTITION", "PT2S",
          "PUNCTUAL_RETENTION_PERIOD", "PT0.5S");

  @Test
  void anEventIsActiveThenArchivedThenGoneFromTheDiskToo() throws SQLException {
    try (TestDatabase database = TestPostgres.freshDatabase();
        TestNode node = TestNode.startOn(database, IN_SECONDS)) {
      Api api = node.api();
      String hook =
          URI.create(
                  api.post(
                          "/api/v1/triggers",
                          """
                          {"id": "t", "name": "T", "kind": "api", "action": {"type": "log"}}""")
                      .field("webhook_url"))
              .getPath();
      String event = api.post(hook, "{\"n\": 1}").field("event_id");
      within(5).until(() -> api.get("/api/v1/events/" + event).field("status").equals("success"));
      String partition = partitionOf(database, event);
      assertThat(exists(database, partition)).isTrue();

      List<String> views = new ArrayList<>();
      List<String> summaries = new ArrayList<>();
      within(30)
          .until(
              () -> {
                note(views, view(api, event));
                note(summaries, summary(api));
                return api.get("/api/v1/events/" + event).status() == 404
                    && views.contains("nowhere");
              });
      assertThat(views).containsExactly("active", "archived", "nowhere");
      within(5).until(() -> summary(api).equals("nowhere"));
      note(summaries, summary(api));
      assertThat(summaries).containsExactly("active", "archived", "nowhere");
      // The first pass has a minute of partitions to move and to drop.
      within(60).until(() -> !exists(database, partition));
    }
  }

  private static void note(List<String> states, String state) {
    if (states.isEmpty() || !states.get(states.size() - 1).equals(state)) {
      states.add(state);
    }
  }

  private static String view(Api api, String event) {
    for (String view : List.of("active", "archived")) {
      if (api.all("/api/v1/events?view=" + view).stream()
          .anyMatch(row -> row.path("id").asText().equals(event))) {
        return view;
      }
    }
    return "nowhere";
  }

  private static String summary(Api api) {
    JsonNode row = api.get("/api/v1/events/summary?trigger_id=t").json().at("/data/0");
    for (String view : List.of("active", "archived")) {
      if (row.path(view).path("success").asInt() == 1) {
        return view;
      }
    }
    return "nowhere";
  }

  private static String partitionOf(TestDatabase database, String event) throws SQLException {
    return query(
        database,
        """
        SELECT c.relname FROM trigger.event_active e JOIN pg_class c ON c.oid = e.tableoid
        WHERE e.id = '%1$s'
        UNION ALL
        SELECT c.relname FROM trigger.event_archive e JOIN pg_class c ON c.oid = e.tableoid
        WHERE e.id = '%1$s'
        """
            .formatted(event));
  }

  private static boolean exists(TestDatabase database, String table) throws SQLException {
    return query(database, "SELECT count(*) FROM pg_class WHERE relname = '" + table + "'")
        .equals("1");
  }

  private static String query(TestDatabase database, String query) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  private static ConditionFactory within(int seconds) {
    return Awaitility.await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(Duration.ofSeconds(seconds));
  }
}

package dev.punctual.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import dev.punctual.testkit.CapturedLog;
import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestNode;
import dev.punctual.testkit.TestPostgres;
import dev.punctual.testkit.WebhookSink;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Names and phone numbers are where they must be, and nowhere else. */
class CallPrivacyTest {
  private static final String NAME = "Zebulon Quixby";
  private static final List<String> TRACES =
      List.of("Zebulon", "Quixby", "5557391", "555-7391", hex("Zebulon"), base64("Zebulon Q"));
  private static final String BATCH =
      """
      [{"name":"%s","phone":"212-555-7391","scheduled":"%s"},
       {"name":"%s","phone":"2-212-555-7391"},{"name":"%s","phone":"212-555-7391"}]""";

  private static final Map<String, String> KEYED =
      Map.of(
          "PUNCTUAL_API_KEYS", "all:secret,writer:pen::write",
          "PUNCTUAL_TRIGGER_OUTBOUND_ALLOW", "127.0.0.1",
          "PUNCTUAL_LOG_LEVEL", "debug");

  @Test
  void noNameAndNoNumberIsKeptInPlainAnywhere() throws SQLException {
    try (CapturedLog log = new CapturedLog();
        TestDatabase database = TestPostgres.freshDatabase();
        TestNode node = TestNode.startOn(database, KEYED);
        WebhookSink sink = WebhookSink.open("127.0.0.1")) {
      Api api = node.api().with("Authorization", "Bearer secret");
      api.put(
          "/api/v1/call-policies/p",
          "{\"explicit_time\":\"override\",\"endpoint\":\"%s\"}".formatted(sink.url()));
      Answer planned =
          api.with("Idempotency-Key", "k")
              .post(
                  "/schedule?customer=p",
                  BATCH.formatted(NAME, Instant.now().plusSeconds(2), NAME, NAME));
      assertThat(planned.json().path(2).path("name").asText()).isEqualTo(NAME);
      JsonNode due = planned.json().path(0);
      assertThat(CallServiceTest.event(api, due).path("status").asText()).isEqualTo("success");
      assertThat(sink.deliveries().get(0).body()).contains(NAME, "+12125557391");
      String later = "/api/v1/calls/" + planned.json().path(2).path("scheduled_task_id").asText();
      assertThat(api.get(later).field("name")).isEqualTo(NAME);
      api.patch(later, "{\"scheduled\":\"2020-01-01T00:00:00Z\"}");

      String events = api.get("/api/v1/events").text() + api.get("/api/v1/triggers").text();
      assertThat(events).contains(due.path("scheduled_task_id").asText());
      assertNoTrace("event log and triggers", events);
      assertNoTrace("metrics", api.get("/metrics").text());
      assertNoTrace("health", api.get("/health/ready").text());
      for (String row : dump(database)) {
        assertNoTrace("database", row);
      }
      Api writer = node.api().with("Authorization", "Bearer pen");
      Answer moved =
          writer.patch(
              later,
              "{\"scheduled\":\"%s\"}"
                  .formatted(planned.json().path(2).path("scheduled").asText()));
      assertThat(moved.status()).isEqualTo(200);
      assertNoTrace("answer to a key that may not read", moved.text());
      assertThat(writer.get(later).status()).isEqualTo(403);
      Answer anonymous = node.api().post("/schedule", "[]");
      assertThat(anonymous.status()).isEqualTo(401);
      assertThat(anonymous.header("WWW-Authenticate")).startsWith("Bearer");
      assertThat(log.lines()).anySatisfy(line -> assertThat(line).startsWith("Planned calls"));
      assertThat(log.lines()).allSatisfy(line -> assertNoTrace("log", line));
    }
  }

  @Test
  void theSearchFindsWhatIsInPlain() {
    assertThatThrownBy(() -> assertNoTrace("x", "call " + NAME)).isInstanceOf(AssertionError.class);
  }

  private static void assertNoTrace(String where, String text) {
    assertThat(text).as(where).doesNotContain(TRACES);
  }

  /** Every row of every table as text; binary columns as hexadecimal digits. */
  private static List<String> dump(TestDatabase database) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String table :
          column(
              statement,
              "SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables"
                  + " WHERE table_schema NOT IN ('pg_catalog', 'information_schema')")) {
        rows.addAll(column(statement, "SELECT t::text FROM " + table + " t"));
      }
    }
    assertThat(rows).anySatisfy(row -> assertThat(row).contains("America/New_York"));
    return rows;
  }

  private static List<String> column(Statement statement, String query) throws SQLException {
    List<String> values = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(UTF_8));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  @Test
  void aCallIsErasedWhenItsEventHasLeftTheLog() {
    Map<String, String> seconds =
        Map.of(
            "PUNCTUAL_RETENTION_ACTIVE", "PT1S",
            "PUNCTUAL_RETENTION_TOTAL", "PT4S",
            "PUNCTUAL_RETENTION_PARTITION", "PT1S",
            "PUNCTUAL_RETENTION_PERIOD", "PT0.5S");
    try (TestDatabase database = TestPostgres.freshDatabase();
        TestNode node = TestNode.startOn(database, seconds)) {
      Api api = node.api();
      api.put("/api/v1/call-policies/p", "{\"explicit_time\":\"override\"}");
      JsonNode call = CallServiceTest.planned(api, "p", NAME, Instant.now().plusSeconds(1));
      String id = call.path("scheduled_task_id").asText();
      assertThat(CallServiceTest.event(api, call).path("status").asText()).isEqualTo("success");
      CallServiceTest.within(20).until(() -> api.get("/api/v1/calls/" + id).status() == 404);
      assertThat(api.get("/api/v1/triggers/" + id).status()).isEqualTo(404);
      assertThat(database.count("SELECT count(*) FROM call.call")).isZero();
    }
  }
}

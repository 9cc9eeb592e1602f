package dev.punctual.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.punctual.testkit.Api;
import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestNode;
import dev.punctual.testkit.TestPostgres;
import dev.punctual.testkit.TestTraces;
import dev.punctual.testkit.WebhookSink;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Traces go to people who may not see what Punctual works with. */
class TracingPrivacyTest {
  private static final Map<String, String> KEYED =
      Map.of(
          "PUNCTUAL_API_KEYS", "all:k3y-of-the-client",
          "PUNCTUAL_TRIGGER_OUTBOUND_ALLOW", "127.0.0.1");

  @Test
  void noSecretAndNothingOfAPersonIsInAnySpan() {
    TestTraces traces = new TestTraces();
    String token;
    try (TestDatabase database = TestPostgres.freshDatabase();
        WebhookSink sink = WebhookSink.open("127.0.0.1")) {
      try (TestNode node = TestNode.startOn(database, KEYED, traces)) {
        Api anonymous = node.api();
        Api api = anonymous.with("Authorization", "Bearer k3y-of-the-client");
        token = takePayload(api, sink.url() + "/services/p4th-secret?sig=qu3ry-secret");
        anonymous.post("/hooks/" + token + "-unknown", "{}");
        anonymous.get("/hooks/" + token + "/further");
        addTwoPeople(api);
        call(api, sink.url());
      }
    }
    // Closing the node has told everything.
    assertThat(traces.all())
        .extracting(SpanData::getName)
        .contains("POST /hooks/{token}", "fire", "trigger.place-call", "Query", "POST");
    for (SpanData span : traces.all()) {
      assertThat(everythingOf(span))
          .doesNotContain(token)
          .doesNotContain("k3y-of-the-client", "p4th-secret", "qu3ry-secret", "h3ader-secret")
          .doesNotContain("payl0ad", "Zebulon", "Quixby", "5557391", "quixby@example.com");
    }
  }

  private static String takePayload(Api api, String endpoint) {
    String hook =
        api.post(
                "/api/v1/triggers",
                """
                {"id": "order", "name": "Order", "kind": "api",
                 "action": {"type": "http", "method": "POST", "url": "%s",
                            "headers": {"X-Key": "h3ader-secret"}}}
                """
                    .formatted(endpoint))
            .field("webhook_url");
    String path = URI.create(hook).getPath();
    String event = api.post(path, "{\"for\": \"payl0ad\"}").field("event_id");
    CallServiceTest.within(20)
        .until(() -> api.get("/api/v1/events/" + event).field("status").equals("success"));
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The second one's address is taken: the database says so, and repeats it. */
  private static void addTwoPeople(Api api) {
    String person = "{\"id\":\"%s\",\"name\":\"Zebulon\",\"email\":\"quixby@example.com\"}";
    assertThat(api.post("/api/v1/staff", person.formatted("one")).status()).isEqualTo(201);
    assertThat(api.post("/api/v1/staff", person.formatted("two")).status()).isEqualTo(409);
    assertThat(api.get("/api/v1/staff?email=quixby@example.com").status()).isPositive();
  }

  private static void call(Api api, String endpoint) {
    api.put(
        "/api/v1/call-policies/p",
        "{\"explicit_time\":\"override\",\"endpoint\":\"%s\"}".formatted(endpoint));
    JsonNode call =
        CallServiceTest.planned(api, "p", "Zebulon Quixby", Instant.now().plusSeconds(2));
    assertThat(CallServiceTest.event(api, call).path("status").asText()).isEqualTo("success");
  }

  private static String everythingOf(SpanData span) {
    return List.of(
            span.getName(),
            span.getAttributes(),
            span.getEvents(),
            span.getLinks(),
            span.getStatus(),
            span.getSpanContext(),
            span.getResource())
        .toString();
  }
}

package dev.punctual.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.Api;
import dev.punctual.testkit.CapturedLog;
import dev.punctual.testkit.Sink;
import dev.punctual.testkit.TestNode;
import dev.punctual.testkit.WebhookSink;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** The collector is somebody else's: whatever it does, the work goes on. */
class TracingCollectorTest {

  @Test
  void spansGoToTheCollectorAsProtocolBuffers() {
    try (WebhookSink collector = WebhookSink.open("127.0.0.1");
        TestNode node = TestNode.start(tracedBy(base(collector)))) {
      work(node.api(), "{\"type\": \"log\"}");
      within()
          .untilAsserted(
              () ->
                  assertThat(collector.deliveries())
                      .anySatisfy(
                          batch ->
                              assertThat(batch.body())
                                  .contains("service.name", "punctual", "POST /hooks/{token}")));
    }
  }

  @Test
  void aCollectorThatIsAwayIsToldOfOnceAndNothingWaitsForIt() {
    try (CapturedLog log = new CapturedLog()) {
      try (TestNode node = TestNode.start(tracedBy("http://127.0.0.1:1"))) {
        work(node.api(), "{\"type\": \"log\"}");
        within().until(() -> complaints(log) > 0);
        work(node.api(), "{\"type\": \"log\"}");
      }
      assertThat(complaints(log)).isEqualTo(1);
    }
  }

  @Test
  void aCollectorThatNeverAnswersDoesNotKeepANodeFromWorkingOrStopping() {
    try (WebhookSink collector = WebhookSink.open("127.0.0.1")) {
      collector.hold();
      TestNode node = TestNode.start(tracedBy(base(collector)));
      work(node.api(), "{\"type\": \"log\"}");
      within().until(() -> collector.count() > 0);
      work(node.api(), "{\"type\": \"log\"}");
      node.close();
      assertThat(collector.deliveries()).isNotEmpty();
    }
  }

  @Test
  void whereNothingIsTracedNobodyIsToldOfATrace() {
    try (Sink sink = new Sink();
        TestNode node = TestNode.start(Map.of())) {
      Sink.Endpoint endpoint = sink.endpoint(Sink.status(204));
      work(node.api(), "{\"type\": \"http\", \"url\": \"%s\"}".formatted(endpoint.url()));
      assertThat(endpoint.calls())
          .isNotEmpty()
          .allSatisfy(call -> assertThat(call.headers().contains("traceparent")).isFalse());
    }
  }

  private static ConditionFactory within() {
    return Awaitility.await().atMost(Duration.ofSeconds(30));
  }

  private static Map<String, String> tracedBy(String collector) {
    return Map.of("PUNCTUAL_TRACING_ENDPOINT", collector);
  }

  private static String base(WebhookSink collector) {
    return collector.url().replace("/hook", "");
  }

  private static void work(Api api, String action) {
    String hook =
        api.post(
                "/api/v1/triggers",
                "{\"name\": \"Work\", \"kind\": \"api\", \"action\": %s}".formatted(action))
            .field("webhook_url");
    String event = api.post(URI.create(hook).getPath(), "{}").field("event_id");
    within().until(() -> api.get("/api/v1/events/" + event).field("status").equals("success"));
  }

  private static long complaints(CapturedLog log) {
    return log.lines().stream().filter(line -> line.contains("collector takes no")).count();
  }
}

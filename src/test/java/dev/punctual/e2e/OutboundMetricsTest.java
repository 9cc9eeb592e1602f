package dev.punctual.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.Api;
import dev.punctual.testkit.Sink;
import dev.punctual.testkit.TestNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Customers' endpoints are many, and secret: none becomes a label. */
class OutboundMetricsTest {

  @Test
  void noEndpointThatIsCalledIsFoundInTheMetrics() {
    try (Sink sink = new Sink();
        TestNode node = TestNode.start(Map.of())) {
      Api api = node.api();
      List<String> hosts =
          IntStream.rangeClosed(1, 8).mapToObj(i -> "127.0.0.1%d".formatted(i)).toList();
      int series = 0;
      for (String host : hosts) {
        String event = call(api, "http://%s:%d/".formatted(host, sink.port()));
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () -> api.get("/api/v1/events/" + event).field("status"),
                status -> !status.equals("running"));
        assertThat(api.get("/api/v1/events/" + event).json().at("/result/status_code").asInt())
            .isEqualTo(404);
        series = series == 0 ? series(api) : series;
      }
      String scraped = api.get("/metrics").text();
      assertThat(scraped).contains("punctual_trigger_outbound", "pool_type=\"sql\"");
      hosts.forEach(host -> assertThat(scraped).doesNotContain(host));
      assertThat(scraped).doesNotContain(":" + sink.port());
      assertThat(series(api)).as("series with 8 hosts and with 1").isLessThan(series + 20);
    }
  }

  private static String call(Api api, String url) {
    return api.post(
            "/api/v1/triggers/test-run",
            """
            {"name": "call", "kind": "api", "action": {"type": "http", "url": "%s"}}
            """
                .formatted(url))
        .field("event_id");
  }

  private static int series(Api api) {
    return (int) api.get("/metrics").text().lines().filter(line -> !line.startsWith("#")).count();
  }
}

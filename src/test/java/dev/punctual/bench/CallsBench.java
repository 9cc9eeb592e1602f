package dev.punctual.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.punctual.testkit.Api;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * Batches of calls end to end: an HTTP request with so many entries, until it is answered, which is
 * when every call that was placed has its durable trigger.
 */
public final class CallsBench {
  private static final int[] SIZES = {10_000, 100_000};
  private static final int ROUNDS = 3;
  private static final int[] AREAS = {
    201, 206, 208, 212, 213, 303, 305, 312, 404, 415, 503, 505, 602, 615, 617, 702, 713, 808, 816,
    907
  };

  private CallsBench() {}

  public static void main(String[] args) {
    try (BenchServer server = new BenchServer();
        BenchNode node =
            BenchNode.start(
                server.freshDatabase(),
                Map.of(
                    "PUNCTUAL_ROLES",
                    "trigger-service,call",
                    "PUNCTUAL_CALL_ENCRYPTION_KEY",
                    "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="))) {
      plan(node, "warm-up", 10_000);
      for (int size : SIZES) {
        for (int round = 0; round < ROUNDS; round++) {
          plan(node, "c%d-%d".formatted(size, round), size);
        }
      }
    }
    System.exit(0);
  }

  private static void plan(BenchNode node, String customer, int size) {
    Api api = node.api();
    api.put("/api/v1/call-policies/" + customer, "{\"max_calls_per_hour\":20000}");
    String batch =
        IntStream.range(0, size)
            .mapToObj(CallsBench::entry)
            .collect(Collectors.joining(",", "[", "]"));
    long begin = System.nanoTime();
    Api.Answer answer = api.post("/schedule?customer=" + customer, batch);
    double seconds = (System.nanoTime() - begin) / 1e9;
    long placed =
        StreamSupport.stream(answer.json().spliterator(), false)
            .filter(entry -> entry.hasNonNull("scheduled_task_id"))
            .count();
    double durable =
        BenchServer.numbers(
                node.database(),
                "SELECT count(*) FROM call.call c JOIN trigger.definition d"
                    + " ON d.tenant = c.tenant AND d.id = c.id::text WHERE c.customer = '%s'"
                        .formatted(customer))
            .get(0);
    JsonNode first = answer.json().path(0);
    System.out.printf(
        "%-12s %,7d entries: %5.2f s; placed %,d, with a durable trigger %,.0f; status %d, first %s%n",
        customer, size, seconds, placed, durable, answer.status(), first.path("status").asText());
  }

  private static String entry(int number) {
    int area = AREAS[number % AREAS.length];
    return "{\"name\":\"Patient %d\",\"phone\":\"%d-555-%04d\"}"
        .formatted(number, area, number / AREAS.length % 10_000);
  }
}

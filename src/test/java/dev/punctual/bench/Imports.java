package dev.punctual.bench;

import dev.punctual.testkit.Api;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Scheduled triggers, by number, through the import as its users call it. */
final class Imports {
  private static final int ROWS = 50_000;
  private static final String LOG = "{\"type\":\"log\"}";

  private Imports() {}

  static void triggers(Api api, int count, IntFunction<String> schedule) {
    triggers(api, count, schedule, i -> LOG);
  }

  /**
   * Imports triggers.
   *
   * @param schedule as JSON
   * @param action as JSON
   */
  static void triggers(
      Api api, int count, IntFunction<String> schedule, IntFunction<String> action) {
    for (int from = 0; from < count; from += ROWS) {
      String rows =
          IntStream.range(from, Math.min(from + ROWS, count))
              .mapToObj(
                  i ->
                      "{\"name\":\"b\",\"kind\":\"scheduled\",\"schedule\":%s,\"action\":%s}"
                          .formatted(schedule.apply(i), action.apply(i)))
              .collect(Collectors.joining(",", "[", "]"));
      Api.Answer answer = api.post("/api/v1/triggers/import", rows);
      if (answer.status() != 200) {
        throw new IllegalStateException(answer.text());
      }
    }
  }
}

package dev.punctual.bench;

import dev.punctual.app.embedded.PostgresEndpoint;
import dev.punctual.bus.Json;
import dev.punctual.delivery.domain.DayGenerator;
import dev.punctual.delivery.domain.Driver;
import dev.punctual.infra.Blueprint;
import dev.punctual.testkit.Api;
import dev.punctual.testkit.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a node with every role needs of a container's memory, step after step, as the blueprint of
 * the free tier starts it. Its PostgreSQL is somewhere else.
 */
public final class MemoryBench {
  private static final String PEAK = "VmHWM:";
  private static final String FORGET_THE_PEAK = "5";
  private static final Duration SPAN = Duration.ofMinutes(1);

  private final ServerProcess node;
  private final Api api;

  private MemoryBench(ServerProcess node) {
    this.node = node;
    this.api = node.api();
  }

  /**
   * Prints the table.
   *
   * @param args a command that starts the server, such as one that limits its memory; or nothing
   */
  public static void main(String[] args) throws IOException {
    try (BenchServer server = new BenchServer();
        ServerProcess node = start(server.freshDatabase(), List.of(args))) {
      new MemoryBench(node).run();
    }
    System.exit(0);
  }

  private static ServerProcess start(PostgresEndpoint database, List<String> starter)
      throws IOException {
    Map<String, String> settings = new HashMap<>(Blueprint.read().values());
    settings.putAll(BenchServer.triggerService(database));
    settings.put("PUNCTUAL_ROLES", "all");
    settings.put("PUNCTUAL_CALL_ENCRYPTION_KEY", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
    List<String> command = new ArrayList<>(starter);
    command.addAll(ServerProcess.served());
    return ServerProcess.start(
        Files.createTempDirectory("punctual-bench").resolve("node"), settings, command);
  }

  private void run() {
    Table.head("After", "peak of resident MB");
    step("the start", () -> {});
    step("a roster of 10,000 people", this::roster);
    step("100 webhooks a second for a minute", this::webhooks);
    step("1,000 drivers and 10,000 packages", this::deliveries);
    step("a batch of 10,000 calls", this::calls);
    System.out.println();
  }

  private void step(String name, Runnable work) {
    work.run();
    Table.row(name, Table.count(peakMegabytes()));
    write("clear_refs", FORGET_THE_PEAK);
  }

  private void roster() {
    send("/api/v1/groups", "{\"id\": \"everybody\", \"name\": \"Everybody\"}");
    send(
        "/api/v1/staff/import",
        array(
            10_000,
            i -> "{\"id\":\"s%d\",\"name\":\"N\",\"email\":\"s%d@example.com\"}".formatted(i, i)));
    send(
        "/api/v1/memberships/import",
        array(10_000, i -> "{\"group_id\":\"everybody\",\"staff_id\":\"s%d\"}".formatted(i)));
    Api.Answer asked =
        send(
            "/api/v1/schedules",
            "{\"staff_group_id\": \"everybody\", \"period_begin_date\": \"2026-11-30\"}");
    String id = asked.field("schedule_id");
    if (!api.finished(id).field("status").equals("COMPLETED")) {
      throw new IllegalStateException("no roster");
    }
    api.get("/api/v1/schedules/" + id + "/result");
  }

  private void webhooks() {
    Api.Answer trigger =
        send("/api/v1/triggers", "{\"name\":\"h\",\"kind\":\"api\",\"action\":{\"type\":\"log\"}}");
    try (HookLoad load = new HookLoad(URI.create(trigger.field("webhook_url")), 16)) {
      HookAnswers answers = load.atRate(100, SPAN);
      if (answers.acknowledgedAfter().count() != 100 * SPAN.toSeconds()) {
        throw new IllegalStateException("not all were acknowledged: " + answers.unexpected());
      }
    }
  }

  private void deliveries() {
    DayGenerator day = new DayGenerator(1);
    List<Driver> drivers = day.drivers(1_000, 0, 2);
    send("/api/v1/drivers/import", json(drivers));
    send("/api/v1/packages/import", json(day.packages(10_000)));
    send(
        "/assign",
        json(
            Map.of(
                "driver_ids",
                drivers.stream().map(Driver::driverId).toList(),
                "max_per_driver",
                10)));
  }

  private void calls() {
    send(
        "/schedule",
        array(10_000, i -> "{\"name\":\"P %d\",\"phone\":\"212-555-%04d\"}".formatted(i, i)));
  }

  private Api.Answer send(String path, String body) {
    Api.Answer answer = api.post(path, body);
    if (answer.status() >= 300) {
      throw new IllegalStateException(path + ": " + answer.text());
    }
    return answer;
  }

  private static String array(int count, IntFunction<String> row) {
    return IntStream.range(0, count).mapToObj(row).collect(Collectors.joining(",", "[", "]"));
  }

  private static String json(Object value) {
    return Json.MAPPER.valueToTree(value).toString();
  }

  private long peakMegabytes() {
    try {
      return Files.readAllLines(ofTheSystem("status")).stream()
          .filter(line -> line.startsWith(PEAK))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String file, String value) {
    try {
      Files.writeString(ofTheSystem(file), value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path ofTheSystem(String file) {
    return Path.of("/proc/%d/%s".formatted(node.pid(), file));
  }
}

package dev.punctual.bench;

import dev.punctual.app.embedded.PostgresEndpoint;
import dev.punctual.testkit.Api;
import dev.punctual.testkit.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The Trigger Service as its users run it: what it costs is what the system counts for it. */
record BenchProcess(ServerProcess process, PostgresEndpoint database) implements AutoCloseable {
  private static final String RESIDENT = "VmRSS:";

  /** Starts it on a database of its own. */
  static BenchProcess start(BenchServer server, Map<String, String> more) {
    return start(server.freshDatabase(), more);
  }

  static BenchProcess start(PostgresEndpoint database, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(BenchServer.triggerService(database));
    settings.putAll(more);
    try {
      Path data = Files.createTempDirectory("punctual-bench").resolve("node");
      return new BenchProcess(ServerProcess.start(data, settings), database);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Api api() {
    return process.api();
  }

  long residentMegabytes() {
    try {
      return Files.readAllLines(Path.of("/proc/%d/status".formatted(process.pid()))).stream()
          .filter(line -> line.startsWith(RESIDENT))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of all its threads, since it started. */
  Duration cpuTime() {
    return ProcessHandle.of(process.pid())
        .flatMap(handle -> handle.info().totalCpuDuration())
        .orElseThrow();
  }

  @Override
  public void close() {
    process.close();
  }
}

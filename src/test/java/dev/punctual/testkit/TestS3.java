package dev.punctual.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** An S3 that is a process of its own, which a test may stop and start. */
public final class TestS3 implements AutoCloseable {
  private static final Path JAR = Path.of("target/test-servers/s3mock-exec.jar");

  private final int port = ServerProcess.freePort();
  private final Thread reaper = new Thread(this::stop, "s3-reaper");
  private Optional<Process> process = Optional.empty();

  private TestS3() {
    Runtime.getRuntime().addShutdownHook(reaper);
  }

  /** A place for one, where nothing answers yet. */
  public static TestS3 place() {
    return new TestS3();
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Starts it, empty but for one bucket. */
  public synchronized void start(String bucket) {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                JAR.toString(),
                "--com.adobe.testing.s3mock.http-port=" + port,
                "--com.adobe.testing.s3mock.store.initial-buckets=" + bucket,
                "--server.port=0")
            .redirectErrorStream(true);
    try {
      Process started = builder.start();
      process = Optional.of(started);
      BufferedReader log = started.inputReader(StandardCharsets.UTF_8);
      for (String line = log.readLine(); ; line = log.readLine()) {
        if (line == null) {
          throw new IllegalStateException("the S3 did not start");
        }
        if (line.contains("Started S3MockApplication")) {
          break;
        }
      }
      Thread drain = new Thread(() -> log.lines().forEach(line -> {}), "s3-log");
      drain.setDaemon(true);
      drain.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public synchronized void stop() {
    process.ifPresent(running -> running.destroyForcibly().onExit().join());
    process = Optional.empty();
  }

  @Override
  public void close() {
    stop();
    Runtime.getRuntime().removeShutdownHook(reaper);
  }
}

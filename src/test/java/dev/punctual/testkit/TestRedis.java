package dev.punctual.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/** A real redis-server on a free port, which a test may hang, kill and bring back. */
public final class TestRedis implements AutoCloseable {

  private final Path directory;
  private final int port;
  private final Thread reaper = new Thread(this::kill, "redis-reaper");
  private Optional<Process> process = Optional.empty();

  private TestRedis() throws IOException {
    directory = Files.createTempDirectory("punctual-redis");
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Runtime.getRuntime().addShutdownHook(reaper);
  }

  /** A running, empty server. */
  public static TestRedis start() {
    try {
      TestRedis redis = new TestRedis();
      redis.launch();
      return redis;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /** Stops answering; connections stay open and commands pile up in them (SIGSTOP). */
  public void hang() {
    signal("STOP");
  }

  /** Goes on where it hung, with the data it had. */
  public void resume() {
    signal("CONT");
  }

  /** Dies without saving anything. */
  public synchronized void kill() {
    process.ifPresent(running -> running.destroyForcibly().onExit().join());
    process = Optional.empty();
  }

  /** Starts again on the same port, with the last snapshot that a SAVE wrote, if any. */
  public synchronized void launch() {
    try {
      Process started = new ProcessBuilder(command()).redirectErrorStream(true).start();
      process = Optional.of(started);
      BufferedReader log = started.inputReader(StandardCharsets.UTF_8);
      for (String line = log.readLine(); ; line = log.readLine()) {
        if (line == null) {
          throw new IllegalStateException("redis-server did not start");
        }
        if (line.contains("Ready to accept connections")) {
          break;
        }
      }
      Thread drain = new Thread(() -> log.lines().forEach(line -> {}), "redis-log");
      drain.setDaemon(true);
      drain.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill();
    Runtime.getRuntime().removeShutdownHook(reaper);
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> command() throws IOException {
    String binary = ExecutableProvider.newJarResourceProvider(directory.toFile()).get().getPath();
    return List.of(
        binary,
        "--bind",
        "127.0.0.1",
        "--port",
        Integer.toString(port),
        "--save",
        "",
        "--appendonly",
        "no",
        "--dir",
        directory.toString());
  }

  private synchronized void signal(String name) {
    long pid = process.orElseThrow().pid();
    try {
      Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid).start();
      if (kill.onExit().join().exitValue() != 0) {
        throw new IllegalStateException("could not send SIG" + name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

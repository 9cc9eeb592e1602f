package dev.punctual.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** The fat jar as its users run it: a process of its own, with its own data and port. */
public final class ServerProcess implements AutoCloseable {
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(5);

  private final Place place;
  private final Path data;
  private final int port;
  private final Map<String, String> settings;
  private final List<String> command;
  private Process process;

  private ServerProcess(
      Place place, Path data, int port, Map<String, String> settings, List<String> command) {
    this.place = place;
    this.data = data;
    this.port = port;
    this.settings = settings;
    this.command = command;
    this.process = launch();
  }

  /** Starts it and waits until it is ready. */
  public static ServerProcess start(Path data, Map<String, String> settings, String... arguments) {
    return start(data, settings, served(arguments));
  }

  /** Starts it by another command than this machine's own Java, and waits until it is ready. */
  public static ServerProcess start(Path data, Map<String, String> settings, List<String> command) {
    ServerProcess server = new ServerProcess(Place.HERE, data, freePort(), settings, command);
    server.awaitReady();
    return server;
  }

  /** Starts it somewhere else and waits until it is ready. */
  public static ServerProcess startAt(Place place, Path data, Map<String, String> settings) {
    ServerProcess server = new ServerProcess(place, data, freePort(), settings, served());
    server.awaitReady();
    return server;
  }

  /** Starts it and does not wait; a node without HTTP shows only in its log how far it is. */
  public static ServerProcess launch(Path data, Map<String, String> settings, String... arguments) {
    return new ServerProcess(Place.HERE, data, freePort(), settings, served(arguments));
  }

  /** Runs the jar to its end and answers how it ended and what it said. */
  public static Ended run(Map<String, String> settings, String... arguments) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command(List.of(arguments)));
      builder.environment().putAll(settings);
      Process process = builder.redirectErrorStream(true).start();
      String output =
          new String(
              process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      return new Ended(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** How a run ended. */
  public record Ended(int code, String output) {}

  public Api api() {
    return new Api(URI.create("http://%s:%d".formatted(place.host(), port)));
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until its log holds a text. */
  public void awaitLog(String text) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .failFast(this::refuseEnd)
        .until(() -> logged().contains(text));
  }

  /** {@code kill -9}. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** SIGTERM; answers the exit code. */
  public int terminate() {
    process.destroy();
    awaitEnd();
    return process.exitValue();
  }

  /** SIGSTOP: the process stands still in the middle of whatever it does. */
  public void freeze() {
    signal("STOP");
  }

  /** SIGCONT. */
  public void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      Process kill =
          new ProcessBuilder("sh", "-c", "kill -%s %d".formatted(name, process.pid())).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("the server takes no signal");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The same server again: same data, same port. */
  public void restart() {
    process = launch();
    awaitReady();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      terminate();
    }
  }

  private void awaitReady() {
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .failFast(this::refuseEnd)
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(this::isReady);
    } catch (ConditionTimeoutException late) {
      throw new AssertionError("the server is not ready; its log:\n" + logged(), late);
    }
  }

  /** A question that gets no answer must not use up the time for all that follow. */
  private boolean isReady() throws IOException {
    URL ready = api().base().resolve("/health/ready").toURL();
    HttpURLConnection connection = (HttpURLConnection) ready.openConnection();
    connection.setConnectTimeout((int) PROBE_LIMIT.toMillis());
    connection.setReadTimeout((int) PROBE_LIMIT.toMillis());
    return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
  }

  private void refuseEnd() {
    if (!process.isAlive()) {
      throw new AssertionError("the server has ended; its log:\n" + logged());
    }
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the server does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Process launch() {
    try {
      Files.createDirectories(data.getParent());
      List<String> entered = new ArrayList<>(place.enter());
      entered.addAll(command);
      ProcessBuilder builder = new ProcessBuilder(entered);
      builder.environment().putAll(settings);
      builder.environment().put("PUNCTUAL_DATA", data.toString());
      builder.environment().put("PUNCTUAL_HTTP_HOST", place.host());
      builder.environment().put("PUNCTUAL_HTTP_PORT", String.valueOf(port));
      return builder
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String logged() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path log() {
    return data.resolveSibling(data.getFileName() + ".log");
  }

  /** The command that starts it. */
  public static List<String> served(String... arguments) {
    List<String> all = new ArrayList<>(List.of("serve"));
    all.addAll(List.of(arguments));
    return command(all);
  }

  private static List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@conf/jvm.options");
    command.add("-jar");
    command.add(System.getProperty("punctual.jar", "target/punctual.jar"));
    command.addAll(arguments);
    return command;
  }

  /** A port that nobody listens on just now. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether nobody listens on a port of the loopback interface. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}

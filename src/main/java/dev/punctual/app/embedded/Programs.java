package dev.punctual.app.embedded;

import com.sun.security.auth.module.UnixSystem;
import dev.punctual.app.embedded.EmbeddedPostgresException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs PostgreSQL's programs. They refuse to work for root; under {@code unshare -U} they see an
 * unknown user instead, while files keep belonging to root and process ids stay what they are.
 */
final class Programs {
  record Outcome(int exitCode, String output) {
    boolean succeeded() {
      return exitCode == 0;
    }
  }

  private final Path directory;
  private final Duration limit;
  private final List<String> disguise;

  /**
   * @param binaries as from {@link Binaries#unpackInto}
   * @param limit for any one run
   */
  Programs(Path binaries, Duration limit) {
    this.directory = binaries.resolve("bin");
    this.limit = limit;
    this.disguise = disguise();
  }

  Outcome run(String program, String... arguments) throws IOException {
    return feed("", program, arguments);
  }

  /** Runs a program on {@code input}, and gives back whatever it printed. */
  Outcome feed(String input, String program, String... arguments) throws IOException {
    Process process = start(program, arguments);
    CompletableFuture<String> output =
        CompletableFuture.supplyAsync(() -> readAll(process.getInputStream()));
    try {
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It ended without reading: its exit code and output say why.
      }
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new EmbeddedPostgresException(
            Reason.TIMEOUT, "PostgreSQL's %s took longer than %s".formatted(program, limit));
      }
      return new Outcome(process.exitValue(), output.join());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedPostgresException(
          Reason.FAILED, "Interrupted while PostgreSQL's %s ran".formatted(program), e);
    } finally {
      process.destroyForcibly();
    }
  }

  private Process start(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(disguise);
    command.add(directory.resolve(program).toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(key -> key.startsWith("PG") || key.startsWith("LC_"));
    environment.put("LC_ALL", "C");
    return builder.start();
  }

  /**
   * Nothing for an ordinary user, nor where it would not help: the programs' refusal is reported.
   */
  private static List<String> disguise() {
    List<String> unshare = List.of("unshare", "-U");
    return new UnixSystem().getUid() == 0 && hidesRoot(unshare) ? unshare : List.of();
  }

  private static boolean hidesRoot(List<String> prefix) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of("id", "-u"));
    try {
      String user = readAll(new ProcessBuilder(command).start().getInputStream()).strip();
      return !user.isEmpty() && !user.equals("0");
    } catch (IOException e) {
      return false;
    }
  }

  private static String readAll(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

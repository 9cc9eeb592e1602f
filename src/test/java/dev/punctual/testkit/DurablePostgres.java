package dev.punctual.testkit;

import dev.punctual.app.embedded.EmbeddedPostgres;
import dev.punctual.app.embedded.EmbeddedPostgresOptions;
import dev.punctual.app.embedded.PostgresEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * A PostgreSQL of a test's own that forgets nothing, to be killed and started again; by the test
 * alone, unless it is supervised.
 */
public final class DurablePostgres implements AutoCloseable {
  private final EmbeddedPostgresOptions options;
  private EmbeddedPostgres server;

  private DurablePostgres(EmbeddedPostgresOptions options) {
    this.options = options;
    this.server = EmbeddedPostgres.start(options, line -> {});
  }

  /** Also on a small disk: it keeps little of its write-ahead log. */
  public static DurablePostgres start(Path directory) {
    return new DurablePostgres(options(directory).unsupervised());
  }

  /** One that is started again by itself when it dies. */
  public static DurablePostgres startSupervised(Path directory) {
    return new DurablePostgres(options(directory));
  }

  private static EmbeddedPostgresOptions options(Path directory) {
    return EmbeddedPostgresOptions.in(directory)
        .binariesIn(TestPostgres.binaries())
        .with("shared_buffers", "64MB")
        .with("min_wal_size", "32MB")
        .with("max_wal_size", "64MB")
        .with("max_connections", "60");
  }

  public TestDatabase database() {
    return new TestDatabase(server.endpoint());
  }

  public PostgresEndpoint endpoint() {
    return server.endpoint();
  }

  /** {@code kill -9} of the server and of every process of it, at once. */
  public void kill() {
    ProcessHandle postmaster = ProcessHandle.of(processId()).orElseThrow();
    List<ProcessHandle> processes = new ArrayList<>(List.of(postmaster));
    processes.addAll(postmaster.children().toList());
    processes.forEach(ProcessHandle::destroyForcibly);
    Awaitility.await().until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
    server.stop();
  }

  /** {@code kill -9} of the postmaster alone. */
  public void killPostmaster() {
    ProcessHandle postmaster = ProcessHandle.of(processId()).orElseThrow();
    postmaster.destroyForcibly();
    Awaitility.await().until(() -> !postmaster.isAlive());
  }

  /** On the same data, perhaps at another port. */
  public void restart() {
    server = EmbeddedPostgres.start(options, line -> {});
  }

  public boolean answers() {
    try (var connection = database().connect()) {
      return connection.isValid(1);
    } catch (java.sql.SQLException away) {
      return false;
    }
  }

  private long processId() {
    try {
      Path file = options.dataDir().resolve("pgdata/postmaster.pid");
      return Long.parseLong(Files.readAllLines(file).get(0).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.stop();
  }
}

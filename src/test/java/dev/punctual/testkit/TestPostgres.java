package dev.punctual.testkit;

import dev.punctual.app.embedded.EmbeddedPostgres;
import dev.punctual.app.embedded.EmbeddedPostgresException;
import dev.punctual.app.embedded.EmbeddedPostgresException.Reason;
import dev.punctual.app.embedded.EmbeddedPostgresOptions;
import dev.punctual.app.embedded.PostgresEndpoint;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * One real PostgreSQL for all tests of this JVM, fast because it may forget everything with the
 * machine. It starts with the first database asked for and stops with the JVM.
 *
 * <p>Under {@code target/test-postgres} each concurrent JVM takes a slot of its own; the next JVM
 * reuses slot and cluster, and stops the server of a JVM that was killed. Binaries are unpacked
 * once.
 */
public final class TestPostgres {
  private static final Path ROOT = Path.of("target", "test-postgres").toAbsolutePath();
  private static final int SLOTS = 16;
  private static final String PREFIX = "test_";

  private TestPostgres() {}

  /** Where tests unpack PostgreSQL's programs to. */
  public static Path binaries() {
    return ROOT;
  }

  /** A database of the caller's own, empty. */
  public static TestDatabase freshDatabase() {
    return createFrom("template1");
  }

  /**
   * A database of the caller's own, a copy of another one to which nobody may be connected just
   * then. A migrated schema is copied much faster than it is migrated.
   */
  public static TestDatabase createFrom(String template) {
    String name = PREFIX + UUID.randomUUID().toString().replace("-", "");
    execute("CREATE DATABASE %s TEMPLATE %s STRATEGY file_copy".formatted(name, template));
    return new TestDatabase(Server.ENDPOINT.withDatabase(name));
  }

  static void drop(String name) {
    execute("DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(name));
  }

  private static void execute(String statement) {
    try (Connection connection = new TestDatabase(Server.ENDPOINT).connect();
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(statement, e);
    }
  }

  /** Starts on first use. */
  private static final class Server {
    static final PostgresEndpoint ENDPOINT = start();

    private static PostgresEndpoint start() {
      EmbeddedPostgres server = startInFreeSlot();
      Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "stop-test-postgres"));
      dropBesideTheTests(databasesOfEarlierRuns(new TestDatabase(server.endpoint())));
      return server.endpoint();
    }

    private static EmbeddedPostgres startInFreeSlot() {
      for (int slot = 1; ; slot++) {
        try {
          return EmbeddedPostgres.start(options(ROOT.resolve("slot-" + slot)), line -> {});
        } catch (EmbeddedPostgresException e) {
          if (e.reason() != Reason.IN_USE || slot == SLOTS) {
            throw e;
          }
        }
      }
    }

    private static EmbeddedPostgresOptions options(Path dataDir) {
      return EmbeddedPostgresOptions.in(dataDir)
          .binariesIn(binaries())
          .with("max_connections", "100")
          .with("fsync", "off")
          .with("synchronous_commit", "off")
          .with("full_page_writes", "off")
          .with("shared_buffers", "128MB")
          .with("autovacuum", "off");
    }

    private static List<String> databasesOfEarlierRuns(TestDatabase admin) {
      try (Connection connection = admin.connect();
          Statement sql = connection.createStatement();
          ResultSet rows =
              sql.executeQuery(
                  "SELECT datname FROM pg_database WHERE datname LIKE '%s%%'".formatted(PREFIX))) {
        List<String> names = new ArrayList<>();
        while (rows.next()) {
          names.add(rows.getString(1));
        }
        return names;
      } catch (SQLException e) {
        throw new IllegalStateException("Can't list the databases of earlier runs", e);
      }
    }

    /** Each takes a checkpoint; what the JVM's end cuts off is left to the next run. */
    private static void dropBesideTheTests(List<String> names) {
      Thread cleaner = new Thread(() -> names.forEach(TestPostgres::drop), "drop-old-databases");
      cleaner.setDaemon(true);
      cleaner.setUncaughtExceptionHandler((thread, failure) -> {});
      cleaner.start();
    }
  }
}

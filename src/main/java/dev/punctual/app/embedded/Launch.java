package dev.punctual.app.embedded;

import dev.punctual.app.embedded.EmbeddedPostgresException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.function.Consumer;

/** Starts the server, step by step; every step may find its work done. */
final class Launch {
  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration PROGRAM_LIMIT = Duration.ofMinutes(1);
  private static final int PORT_ATTEMPTS = 3;
  private static final String INVALID_PASSWORD = "28P01";

  private final EmbeddedPostgresOptions options;
  private final Path dataDir;
  private final Consumer<String> progress;
  private final Cluster cluster;
  private final Programs programs;
  private final Postmaster postmaster;

  Launch(EmbeddedPostgresOptions options, Path dataDir, Consumer<String> progress)
      throws IOException {
    this.options = options;
    this.dataDir = dataDir;
    this.progress = progress;
    this.cluster = new Cluster(dataDir);
    Path binaries = Binaries.directoryIn(options.binariesDir().toAbsolutePath().normalize());
    this.programs = new Programs(binaries, PROGRAM_LIMIT.plus(options.startTimeout()));
    this.postmaster = new Postmaster(cluster.files(), programs);
  }

  Postmaster postmaster() {
    return postmaster;
  }

  PostgresEndpoint run() throws IOException {
    cluster.check(DataDirectory.owner(dataDir));
    announce();
    Binaries.unpackInto(options.binariesDir());
    stopLeftover();
    Binaries.deleteOthersIn(dataDir);
    Password password = Password.in(dataDir);
    cluster.create(programs, password.value());
    try {
      return startAndLogIn(password);
    } catch (IOException | RuntimeException e) {
      stopAfter(e);
      throw e;
    }
  }

  /** Starts the server once more, where its clients know it to be. */
  void repeat(PostgresEndpoint endpoint) throws IOException {
    postmaster.stop(options.stopTimeout());
    postmaster.clearTraces();
    FileTrees.ownDirectory(endpoint.socketDirectory());
    ServerLog log = ServerLog.in(dataDir);
    Programs.Outcome outcome = postmaster.start(log.first(), options.startTimeout());
    if (!outcome.succeeded()) {
      postmaster.stop(options.stopTimeout());
      throw notStarted(outcome.output() + log.written());
    }
  }

  private void stopAfter(Exception failure) {
    try {
      postmaster.stop(options.stopTimeout());
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private void announce() {
    boolean unpacked = Files.isDirectory(Binaries.directoryIn(options.binariesDir()));
    String what =
        cluster.exists() && unpacked
            ? "Starting PostgreSQL %s in %s"
            : "First start: unpacking PostgreSQL %s into %s, a few seconds";
    progress.accept(what.formatted(Binaries.VERSION, dataDir));
  }

  private void stopLeftover() throws IOException {
    if (postmaster.isRunning()) {
      progress.accept("Found PostgreSQL left running by a killed process, stopping it");
      postmaster.stop(options.stopTimeout());
    }
    postmaster.clearTraces();
  }

  private PostgresEndpoint startAndLogIn(Password password) throws IOException {
    PostgresEndpoint endpoint = startOnFreePort(password);
    try {
      logIn(endpoint);
    } catch (SQLException e) {
      if (!INVALID_PASSWORD.equals(e.getSQLState())) {
        throw refused(e);
      }
      endpoint = startWithNewPassword(password);
    }
    return endpoint;
  }

  /** The password's file was lost or exchanged: what the file says now counts. */
  private PostgresEndpoint startWithNewPassword(Password password) throws IOException {
    postmaster.stop(options.stopTimeout());
    cluster.setPassword(programs, password.value());
    PostgresEndpoint endpoint = startOnFreePort(password);
    try {
      logIn(endpoint);
      return endpoint;
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  private PostgresEndpoint startOnFreePort(Password password) throws IOException {
    for (int attempt = 1; ; attempt++) {
      int port = freePort();
      SocketDirectory sockets = SocketDirectory.create(dataDir);
      ServerLog log = ServerLog.in(dataDir);
      cluster.configure(
          ServerSettings.postgresqlConf(port, sockets.path(), log.directory(), options.settings()));
      Programs.Outcome outcome = postmaster.start(log.first(), options.startTimeout());
      if (outcome.succeeded()) {
        return new PostgresEndpoint(
            sockets.path(), LOOPBACK, port, Cluster.DATABASE, Cluster.ROLE, password.value());
      }
      postmaster.stop(options.stopTimeout());
      sockets.clear();
      String output = outcome.output() + log.written();
      if (!output.contains("Address already in use") || attempt == PORT_ATTEMPTS) {
        throw notStarted(output);
      }
    }
  }

  private EmbeddedPostgresException notStarted(String output) {
    return output.contains("did not start in time")
        ? new EmbeddedPostgresException(
            Reason.TIMEOUT,
            "PostgreSQL in %s was not ready within %s s, see the logs in %s"
                .formatted(
                    dataDir, options.startTimeout().toSeconds(), ServerLog.directoryIn(dataDir)))
        : EmbeddedPostgresException.of("start", output, dataDir);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      return socket.getLocalPort();
    }
  }

  private static void logIn(PostgresEndpoint endpoint) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", endpoint.user());
    properties.setProperty("password", endpoint.password());
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("socketTimeout", "20");
    DriverManager.getConnection(endpoint.jdbcUrl(), properties).close();
  }

  private EmbeddedPostgresException refused(SQLException e) {
    return new EmbeddedPostgresException(
        Reason.FAILED,
        "PostgreSQL in %s runs but refuses the login: %s (SQLSTATE %s)"
            .formatted(dataDir, String.valueOf(e.getMessage()).replace('\n', ' '), e.getSQLState()),
        e);
  }
}

package dev.punctual.app.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A running PostgreSQL inside a data directory, started again at the same place whenever it dies.
 * Starting and stopping block: neither belongs on an event loop. No shutdown hook is registered:
 * whoever starts it stops it, last of all.
 */
public final class EmbeddedPostgres {
  private final PostgresEndpoint endpoint;
  private final Postmaster postmaster;
  private final Optional<Supervisor> supervisor;
  private final DirectoryLock lock;
  private final Duration stopTimeout;
  private final AtomicBoolean stopped = new AtomicBoolean();

  private EmbeddedPostgres(
      PostgresEndpoint endpoint,
      Postmaster postmaster,
      Optional<Supervisor> supervisor,
      DirectoryLock lock,
      Duration stopTimeout) {
    this.endpoint = endpoint;
    this.postmaster = postmaster;
    this.supervisor = supervisor;
    this.lock = lock;
    this.stopTimeout = stopTimeout;
  }

  /**
   * As {@link #start(EmbeddedPostgresOptions, Consumer)}, durable and with everything in {@code
   * dataDir}.
   */
  public static EmbeddedPostgres start(Path dataDir, Consumer<String> progress) {
    return start(EmbeddedPostgresOptions.in(dataDir), progress);
  }

  /**
   * Makes what is missing, stops what a killed process left running, starts the server and logs in.
   *
   * @param progress takes a line for a person before every step that takes its time
   * @throws EmbeddedPostgresException if the server can't run; nothing is left running then
   */
  public static EmbeddedPostgres start(EmbeddedPostgresOptions options, Consumer<String> progress) {
    Path dataDir = DataDirectory.prepare(options.dataDir());
    try {
      DirectoryLock lock = DirectoryLock.acquire(dataDir);
      try {
        Launch launch = new Launch(options, dataDir, progress);
        PostgresEndpoint endpoint = launch.run();
        Postmaster postmaster = launch.postmaster();
        Optional<Supervisor> supervisor =
            options.supervised()
                ? Optional.of(Supervisor.watch(postmaster::isAlive, () -> launch.repeat(endpoint)))
                : Optional.empty();
        return new EmbeddedPostgres(endpoint, postmaster, supervisor, lock, options.stopTimeout());
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw EmbeddedPostgresException.of(e, dataDir);
    }
  }

  public PostgresEndpoint endpoint() {
    return endpoint;
  }

  /**
   * Shuts the server down and frees the data directory. Waits until the server is gone; with the
   * second call nothing happens.
   *
   * @throws EmbeddedPostgresException if it does not go even when told to go at once
   */
  public void stop() {
    if (!stopped.compareAndSet(false, true)) {
      return;
    }
    try (lock) {
      supervisor.ifPresent(Supervisor::stop);
      postmaster.stop(stopTimeout);
      new SocketDirectory(endpoint.socketDirectory()).clear();
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          EmbeddedPostgresException.Reason.FAILED, "Can't stop the embedded PostgreSQL", e);
    }
  }
}

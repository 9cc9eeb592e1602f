package dev.punctual.postgres;

import dev.punctual.time.Timers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * LISTEN on one channel over a connection of its own. The listener learns of gaps: notifications
 * sent while the connection was away are lost, so it hears {@link Listener#disconnected} when the
 * feed stops and {@link Listener#connected} before the first notification of a new one.
 */
public final class PgNotifications {

  /** Hears what is notified; called on the context that started the feed. */
  public interface Listener {
    void connected();

    void disconnected();

    void notified(String payload);
  }

  private static final Logger LOG = LoggerFactory.getLogger(PgNotifications.class);
  private static final Duration RECONNECT_PAUSE = Duration.ofSeconds(1);
  private static final Duration PROBE_PERIOD = Duration.ofSeconds(5);
  private static final long PROBE_TIMEOUT_MILLIS = 5_000;

  private final Vertx vertx;
  private final PgDatabase database;
  private final Timers timers;
  private final String channel;
  private final Listener listener;
  private Future<PgConnection> connection = Future.failedFuture("not started");
  private boolean stopped;

  public PgNotifications(
      Vertx vertx, PgDatabase database, Timers timers, String channel, Listener listener) {
    this.vertx = vertx;
    this.database = database;
    this.timers = timers;
    this.channel = channel;
    this.listener = listener;
  }

  /** Connects, and keeps connecting; succeeds as soon as the feed stands for the first time. */
  public Future<Void> start() {
    connection = PgConnection.connect(vertx, database.connectOptions());
    return connection
        .compose(this::listen)
        .onFailure(
            failure -> {
              LOG.atWarn().addKeyValue("channel", channel).setCause(failure).log("LISTEN failed");
              reconnectLater();
            });
  }

  public Future<Void> stop() {
    stopped = true;
    return connection.compose(PgConnection::close).otherwiseEmpty();
  }

  private Future<Void> listen(PgConnection opened) {
    opened.notificationHandler(notification -> listener.notified(notification.getPayload()));
    Timers.Timer probe = timers.every(PROBE_PERIOD, () -> probe(opened));
    opened.closeHandler(
        closed -> {
          probe.cancel();
          if (!stopped) {
            listener.disconnected();
            reconnectLater();
          }
        });
    return opened
        .query("LISTEN " + channel)
        .execute()
        .onSuccess(listening -> listener.connected())
        .onFailure(failure -> opened.close())
        .mapEmpty();
  }

  /** A connection that was cut without a word looks idle; asking is the only way to know. */
  private void probe(PgConnection opened) {
    opened
        .query("SELECT 1")
        .execute()
        .timeout(PROBE_TIMEOUT_MILLIS, java.util.concurrent.TimeUnit.MILLISECONDS)
        .onFailure(failure -> opened.close());
  }

  private void reconnectLater() {
    if (!stopped) {
      timers.once(RECONNECT_PAUSE, this::start);
    }
  }
}

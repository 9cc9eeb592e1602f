package dev.punctual.postgres;

import dev.punctual.time.Repeated;
import dev.punctual.time.Timers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration PROBE_PERIOD = Duration.ofSeconds(5);
  private static final long PATIENCE_MILLIS = 5_000;

  private final Vertx vertx;
  private final PgDatabase database;
  private final Timers timers;
  private final String channel;
  private final Listener listener;
  private final Repeated listening;
  private @Nullable Feed current;
  private boolean stopped;

  /** A connection that listens, and what asks from time to time whether it still does. */
  private record Feed(PgConnection connection, Timers.Timer probe) {}

  public PgNotifications(
      Vertx vertx, PgDatabase database, Timers timers, String channel, Listener listener) {
    this.vertx = vertx;
    this.database = database;
    this.timers = timers;
    this.channel = channel;
    this.listener = listener;
    this.listening = new Repeated(LOG, "LISTEN " + channel);
  }

  /** Connects, and keeps connecting; succeeds as soon as the feed stands for the first time. */
  public Future<Void> start() {
    Future<PgConnection> connecting = PgConnection.connect(vertx, database.connectOptions());
    return inTime(connecting)
        .onFailure(late -> connecting.onSuccess(PgConnection::close))
        .compose(this::listen)
        .onComplete(listening::went)
        .onFailure(failure -> connectAfter(PAUSE));
  }

  public Future<Void> stop() {
    stopped = true;
    Feed last = current;
    current = null;
    if (last == null) {
      return Future.succeededFuture();
    }
    last.probe().cancel();
    return inTime(last.connection().close()).otherwiseEmpty();
  }

  /** Whether what is notified now is heard, as far as this side knows. */
  public boolean isConnected() {
    return current != null;
  }

  private Future<Void> listen(PgConnection opened) {
    if (stopped) {
      return opened.close();
    }
    opened.notificationHandler(notification -> listener.notified(notification.getPayload()));
    return inTime(opened.query("LISTEN " + channel).execute())
        .onFailure(failure -> opened.close())
        .onSuccess(
            listening -> {
              Feed feed = new Feed(opened, timers.every(PROBE_PERIOD, () -> probe(opened)));
              current = feed;
              opened.closeHandler(closed -> lost(opened));
              listener.connected();
            })
        .mapEmpty();
  }

  /** A connection that was cut without a word looks idle; asking is the only way to know. */
  private void probe(PgConnection opened) {
    inTime(opened.query("SELECT 1").execute()).onFailure(silent -> lost(opened));
  }

  /**
   * Goes on with another connection at once. This one is not waited for: it may not be able to say
   * its farewell before the network is back, nor learn that it is closed.
   */
  private void lost(PgConnection connection) {
    Feed feed = current;
    if (feed == null || feed.connection() != connection) {
      return;
    }
    current = null;
    feed.probe().cancel();
    connection.notificationHandler(late -> {});
    connection.close();
    listener.disconnected();
    connectAfter(FIRST_PAUSE);
  }

  private void connectAfter(Duration pause) {
    timers.once(
        pause,
        () -> {
          if (!stopped) {
            start();
          }
        });
  }

  private static <T> Future<T> inTime(Future<T> answer) {
    return answer.timeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }
}

package dev.punctual.cache;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection to Redis: up or away, and what is owed while it is away.
 *
 * <p>Commands of all callers share one pipelined connection. The first that fails or times out ends
 * it, which fails the others at once and bars everyone from it. A timer then tries again, and the
 * new connection is up only when nothing is owed any more. The one lock makes "nothing is owed" and
 * "it is up" a single step.
 */
final class RedisLink {

  private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration SLOWEST_RETRY = Duration.ofSeconds(5);

  /** Reads under way beyond this bypass Redis; the client's queue leaves room for the others. */
  private static final int MAX_READS = 1_024;

  private static final int QUEUE = 4 * MAX_READS;

  private final Vertx vertx;
  private final Context home;
  private final RedisCacheOptions options;
  private final RedisProtocol protocol;
  private final AtomicInteger reads = new AtomicInteger();

  private final Owed owed; // guarded by this, as is all below
  private String lastServer = "";
  private int attempts;
  private boolean closed;
  private volatile @Nullable Live live;

  /** A client of its own for each connection: closing it closes the socket, not a pool's lease. */
  private record Live(Redis client, RedisConnection connection) {}

  RedisLink(Vertx vertx, RedisCacheOptions options, RedisProtocol protocol) {
    this.vertx = vertx;
    this.home = vertx.getOrCreateContext();
    this.options = options;
    this.protocol = protocol;
    this.owed = new Owed(options.maxOwedKeys());
  }

  /** Completes when the first attempt to connect has ended, one way or the other. */
  Future<Void> start() {
    Promise<Void> tried = Promise.promise();
    home.runOnContext(ignored -> connect().onComplete(outcome -> tried.complete()));
    return tried.future();
  }

  /** Sends a read, unless Redis is away or so busy that the loader is the better choice. */
  Future<Response> read(Request request) {
    if (reads.incrementAndGet() > MAX_READS) {
      reads.decrementAndGet();
      return Future.failedFuture(away());
    }
    return send(request).onComplete(outcome -> reads.decrementAndGet());
  }

  /** Fails at once while Redis is away, and after the timeout at the latest. */
  Future<Response> send(Request request) {
    Live now = live;
    return now == null ? Future.failedFuture(away()) : send(now, request);
  }

  /**
   * Always succeeds: what can't be carried out is owed, and this node reads nothing until it is.
   */
  Future<Void> forget(Forgetting what) {
    Live now = live;
    Future<Void> carriedOut = now == null ? Future.failedFuture(away()) : forget(now, what);
    return carriedOut.recover(
        failure -> {
          owe(what);
          return Future.succeededFuture();
        });
  }

  Future<Void> close() {
    Live last;
    synchronized (this) {
      closed = true;
      last = live;
      live = null;
    }
    return last == null ? Future.succeededFuture() : last.client().close();
  }

  private Future<Response> send(Live on, Request request) {
    return on.connection()
        .send(request)
        .timeout(options.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(failure -> lose(on, failure));
  }

  private Future<Void> forget(Live on, Forgetting what) {
    Future<Void> done = Future.succeededFuture();
    for (Request request : protocol.forget(what)) {
      done = done.compose(ignored -> send(on, request)).mapEmpty();
    }
    return done;
  }

  private void owe(Forgetting what) {
    Live up;
    synchronized (this) {
      owed.add(what);
      up = live;
    }
    if (up != null) { // reconnected since it failed: settle before anyone reads on
      lose(up, because("an invalidation is owed"));
    }
  }

  private void lose(Live lost, Throwable why) {
    synchronized (this) {
      if (!lost.equals(live)) {
        return;
      }
      live = null;
    }
    LOG.warn("Redis is away, reads bypass the cache: {}", why.getMessage());
    closeQuietly(lost.client());
    retryLater();
  }

  private void retryLater() {
    long delay;
    synchronized (this) {
      if (closed) {
        return;
      }
      long full = FIRST_RETRY.toMillis() << Math.min(attempts++, 10);
      long capped = Math.min(full, SLOWEST_RETRY.toMillis());
      delay = capped / 2 + ThreadLocalRandom.current().nextLong(capped / 2 + 1);
    }
    home.runOnContext(ignored -> vertx.setTimer(Math.max(1, delay), timer -> connect()));
  }

  /** Runs on the home context. A failure is followed by another attempt, until closed. */
  private Future<Void> connect() {
    Redis client = Redis.createClient(vertx, clientOptions());
    return client
        .connect()
        .timeout(options.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .compose(connection -> enter(new Live(client, connection)))
        .onFailure(
            failure -> {
              LOG.debug("Redis is still away: {}", failure.getMessage());
              closeQuietly(client);
              retryLater();
            });
  }

  private RedisOptions clientOptions() {
    RedisOptions redis = new RedisOptions().setConnectionString(options.uri());
    redis.setMaxPoolSize(1).setPoolCleanerInterval(-1).setMaxWaitingHandlers(QUEUE);
    redis.getNetClientOptions().setConnectTimeout((int) options.timeout().toMillis());
    return redis;
  }

  private Future<Void> enter(Live candidate) {
    candidate.connection().exceptionHandler(failure -> lose(candidate, failure));
    candidate.connection().endHandler(ignored -> lose(candidate, because("the connection ended")));
    return send(candidate, Request.cmd(Command.INFO).arg("server"))
        .compose(info -> meet(info.toString()))
        .compose(ignored -> settle(candidate));
  }

  /** Another server, or the same one restarted, may hold what was deleted elsewhere or since. */
  private Future<Void> meet(String info) {
    Optional<String> server = info.lines().filter(line -> line.startsWith("run_id:")).findFirst();
    if (server.isEmpty()) {
      return Future.failedFuture("the server does not tell its run_id");
    }
    synchronized (this) {
      if (!server.get().equals(lastServer)) {
        lastServer = server.get();
        owed.add(Forgetting.everything());
      }
    }
    return Future.succeededFuture();
  }

  private Future<Void> settle(Live candidate) {
    Forgetting debt;
    synchronized (this) {
      if (closed) {
        return Future.failedFuture(away());
      }
      if (owed.isEmpty()) {
        live = candidate;
        vertx.setTimer(SLOWEST_RETRY.toMillis(), timer -> provedStable(candidate));
        LOG.info("Redis is connected");
        return Future.succeededFuture();
      }
      debt = owed.take();
    }
    return forget(candidate, debt)
        .onFailure(failure -> owe(debt))
        .compose(ignored -> settle(candidate));
  }

  private synchronized void provedStable(Live candidate) {
    if (candidate.equals(live)) {
      attempts = 0;
    }
  }

  private static VertxException away() {
    return because("Redis is away");
  }

  private static VertxException because(String reason) {
    return VertxException.noStackTrace(reason);
  }

  private static void closeQuietly(Redis client) {
    client.close().onFailure(failure -> LOG.debug("closing a lost connection", failure));
  }
}

package dev.punctual.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClient;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Clients that post to a webhook, all on one thread. */
final class HookLoad implements AutoCloseable {
  private static final long TICK_MILLIS = 5;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

  /** Held: a client that is garbage closes its connections. */
  private final NetClient client = vertx.createNetClient();

  private final List<HookConnection> connections = new ArrayList<>();
  private int next;

  HookLoad(URI hook, int count) {
    for (int i = 0; i < count; i++) {
      onEventLoop(() -> HookConnection.open(client, hook).onSuccess(connections::add));
    }
  }

  /** On each connection the next request when the one before is answered. */
  HookAnswers inTurn(Duration span) {
    HookAnswers answers = new HookAnswers();
    long end = System.nanoTime() + span.toNanos();
    onEventLoop(
        () -> {
          List<Future<Void>> clients = new ArrayList<>();
          for (HookConnection connection : connections) {
            Promise<Void> done = Promise.promise();
            postInTurn(connection, answers, end, done);
            clients.add(done.future());
          }
          return Future.all(clients);
        });
    return answers;
  }

  private static void postInTurn(
      HookConnection connection, HookAnswers answers, long end, Promise<Void> done) {
    if (System.nanoTime() > end) {
      done.complete();
      return;
    }
    connection.post(answers).onSuccess(answered -> postInTurn(connection, answers, end, done));
  }

  /** So many requests a second, whatever becomes of the ones before; until all are answered. */
  HookAnswers atRate(int rate, Duration span) {
    HookAnswers answers = new HookAnswers();
    onEventLoop(
        () -> {
          Promise<Void> done = Promise.promise();
          List<Future<Void>> posted = new ArrayList<>();
          long begin = System.nanoTime();
          vertx.setPeriodic(
              TICK_MILLIS,
              timer -> {
                long passed = Math.min(System.nanoTime() - begin, span.toNanos());
                long due = passed * rate / TimeUnit.SECONDS.toNanos(1);
                while (posted.size() < due) {
                  posted.add(connections.get(next++ % connections.size()).post(answers));
                }
                if (passed == span.toNanos()) {
                  vertx.cancelTimer(timer);
                  Future.all(posted).<Void>mapEmpty().onComplete(done);
                }
              });
          return done.future();
        });
    return answers;
  }

  private void onEventLoop(Supplier<Future<?>> step) {
    Promise<Object> done = Promise.promise();
    vertx.runOnContext(unused -> step.get().<Object>mapEmpty().onComplete(done));
    await(done.future());
  }

  private static void await(Future<?> future) {
    future.toCompletionStage().toCompletableFuture().join();
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}

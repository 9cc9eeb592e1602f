package dev.punctual.bus;

import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/** Typed request/reply and publish over the Vert.x event bus; one for a node. */
public final class Bus {
  private static final String REQUEST_ID = "request_id";

  /** Marks a question to another node. */
  private static final String VISITOR = "visitor";

  private static final Duration RETRY_WHEN_FULL = Duration.ofSeconds(1);
  private static final Duration REPEAT_PAUSE = Duration.ofMillis(100);
  private static final Duration REPEAT_FOR = Duration.ofSeconds(2);
  private static final Duration QUIET_POLL = Duration.ofMillis(20);

  private final Vertx vertx;
  private final MeterRegistry meters;
  private final Map<String, AtomicInteger> localConsumers = new ConcurrentHashMap<>();
  private final Queue<Future<Void>> registrations = new ConcurrentLinkedQueue<>();
  private final AtomicInteger visitors = new AtomicInteger();

  public Bus(Vertx vertx, MeterRegistry meters) {
    this.vertx = vertx;
    this.meters = meters;
    vertx.eventBus().registerCodec(new RecordCodec()).addOutboundInterceptor(Unreached::watch);
  }

  /**
   * Asks. An address with a consumer on this node is served on this node; only otherwise does the
   * question cross the cluster. One that reaches nobody there is asked again for a moment, until
   * the members agree on who serves it.
   *
   * @return the answer, or a failure that is always a {@link dev.punctual.problem.ProblemException}
   */
  public <Q extends Record, R extends Record> Future<R> request(Address<Q, R> address, Q message) {
    long begin = System.nanoTime();
    return ask(address, message, begin)
        .map(reply -> address.reply().cast(reply.body()))
        .recover(failure -> Future.failedFuture(Failures.fromReply(address.name(), failure)))
        .onComplete(done -> record(address.name(), outcome(done), begin));
  }

  /** Whether a question failed because it has reached nobody, so that nothing was done. */
  public static boolean reachedNobody(Throwable failure) {
    return failure.getCause() instanceof ReplyException reply && Unreached.is(reply);
  }

  private <Q extends Record, R extends Record> Future<Message<R>> ask(
      Address<Q, R> address, Q message, long begin) {
    boolean here = address.local() || isServedHere(address.name());
    DeliveryOptions options =
        new DeliveryOptions()
            .setCodecName(RecordCodec.NAME)
            .setSendTimeout(address.timeout().toMillis())
            .setLocalOnly(here);
    RequestId.current().ifPresent(id -> options.addHeader(REQUEST_ID, id));
    if (!here) {
      options.addHeader(VISITOR, "");
    }
    return vertx
        .eventBus()
        .<R>request(address.name(), message, options)
        .recover(
            failure ->
                Unreached.is(failure) && isWorthRepeating(address, begin)
                    ? vertx
                        .timer(REPEAT_PAUSE.toMillis(), TimeUnit.MILLISECONDS)
                        .compose(passed -> ask(address, message, begin))
                    : Future.failedFuture(failure));
  }

  private boolean isWorthRepeating(Address<?, ?> address, long begin) {
    return vertx.isClustered()
        && !address.local()
        && System.nanoTime() - begin < REPEAT_FOR.toNanos();
  }

  /**
   * Serves an address on the current context.
   *
   * @param backlog how many questions may be under way at once; the next one hears {@code
   *     overloaded}
   */
  public <Q extends Record, R extends Record> void serve(
      Address<Q, R> address, int backlog, Function<Q, Future<R>> handler) {
    AtomicInteger underWay = new AtomicInteger();
    localConsumers.computeIfAbsent(address.name(), name -> new AtomicInteger()).incrementAndGet();
    listen(
        address.name(),
        address.local(),
        (Message<Q> message) -> {
          attachRequestId(message);
          if (underWay.incrementAndGet() > backlog) {
            underWay.decrementAndGet();
            fail(message, overloaded(address.name()));
            return;
          }
          boolean visitor = message.headers().contains(VISITOR);
          if (visitor) {
            visitors.incrementAndGet();
          }
          answer(address, message, handler)
              .onComplete(
                  done -> {
                    underWay.decrementAndGet();
                    if (visitor) {
                      visitors.decrementAndGet();
                    }
                    if (done.succeeded()) {
                      message.reply(
                          done.result(), new DeliveryOptions().setCodecName(RecordCodec.NAME));
                    } else {
                      fail(message, Failures.toProblem(address.name(), done.cause()));
                    }
                  });
        });
  }

  /**
   * Completes when the whole cluster knows of everything that this node has begun to serve and to
   * hear since the last call.
   */
  public Future<Void> announced() {
    List<Future<Void>> pending = new ArrayList<>();
    for (Future<Void> next = registrations.poll(); next != null; next = registrations.poll()) {
      pending.add(next);
    }
    return Future.all(pending).mapEmpty();
  }

  /** Completes when this node has answered everything that other nodes have asked it. */
  public Future<Void> quiet() {
    return visitors.get() == 0
        ? Future.succeededFuture()
        : vertx.timer(QUIET_POLL.toMillis(), TimeUnit.MILLISECONDS).compose(passed -> quiet());
  }

  /** Tells whoever listens, on every node. */
  public <E extends Record> void publish(Topic<E> topic, E event) {
    vertx
        .eventBus()
        .publish(topic.name(), event, new DeliveryOptions().setCodecName(RecordCodec.NAME));
  }

  /** Listens on the current context. */
  public <E extends Record> MessageConsumer<E> subscribe(Topic<E> topic, Consumer<E> handler) {
    return listen(
        topic.name(),
        false,
        (Message<E> message) -> handler.accept(topic.event().cast(message.body())));
  }

  private <T> MessageConsumer<T> listen(String name, boolean local, Handler<Message<T>> handler) {
    EventBus eventBus = vertx.eventBus();
    MessageConsumer<T> consumer =
        local ? eventBus.localConsumer(name, handler) : eventBus.consumer(name, handler);
    registrations.add(consumer.completion());
    return consumer;
  }

  private boolean isServedHere(String address) {
    AtomicInteger consumers = localConsumers.get(address);
    return consumers != null && consumers.get() > 0;
  }

  private static <Q extends Record, R extends Record> Future<R> answer(
      Address<Q, R> address, Message<Q> message, Function<Q, Future<R>> handler) {
    try {
      return handler.apply(address.request().cast(message.body()));
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private static void attachRequestId(Message<?> message) {
    String id = message.headers().get(REQUEST_ID);
    if (id != null) {
      RequestId.attach(id);
    }
  }

  private static void fail(Message<?> message, Problem problem) {
    message.fail(problem.type().status(), Json.write(problem));
  }

  private static Problem overloaded(String address) {
    return new Problem(ProblemType.OVERLOADED, address + " has as much to do as it can take")
        .retryAfter(RETRY_WHEN_FULL);
  }

  /** That somebody asked for what is not there is no failure of the bus or of who serves. */
  private static String outcome(AsyncResult<?> done) {
    if (done.succeeded()) {
      return "success";
    }
    return done.cause() instanceof ProblemException problem && problem.type().status() < 500
        ? "refused"
        : "failure";
  }

  private void record(String address, String outcome, long begin) {
    Timer.builder("punctual_bus_request")
        .description("Time from asking over the bus to the answer")
        .tag("address", address)
        .tag("outcome", outcome)
        .register(meters)
        .record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
  }
}

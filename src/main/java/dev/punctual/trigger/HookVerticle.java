package dev.punctual.trigger;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.punctual.bus.Bus;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.problem.ProblemType;
import dev.punctual.trigger.Occurrences.Wish;
import dev.punctual.trigger.api.HookApi;
import dev.punctual.trigger.api.HookApi.AcceptPayload;
import dev.punctual.trigger.api.TriggerApi.Accepted;
import dev.punctual.trigger.domain.Source;
import dev.punctual.trigger.domain.Trigger;
import dev.punctual.trigger.engine.EngineApi.IdempotencyKey;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Takes payloads for API triggers. The triggers that it remembers may be outdated: the statement
 * that stores the occurrence compares the version, and an outdated one is read again.
 */
public final class HookVerticle extends VerticleBase {
  /** What a small machine stores in a second: more would wait for longer than its senders do. */
  private static final int BACKLOG = 2_000;

  private static final int REMEMBERED = 50_000;

  private final Bus bus;
  private final TriggerStore store;
  private final Occurrences occurrences;
  private final Cache<String, Trigger> triggers =
      Caffeine.newBuilder()
          .maximumSize(REMEMBERED)
          .expireAfterAccess(Duration.ofMinutes(10))
          .build();
  private final SharedReads<String, Trigger> reads = new SharedReads<>(this::read);

  public HookVerticle(Bus bus, PgDatabase database, Clock clock) {
    this.bus = bus;
    this.store = new PgTriggerStore(database, clock);
    this.occurrences = new Occurrences(bus, clock);
  }

  @Override
  public Future<?> start() {
    PayloadCheck payloads = new PayloadCheck(vertx);
    bus.serve(HookApi.ACCEPT_PAYLOAD, BACKLOG, query -> accept(payloads, query));
    return Future.succeededFuture();
  }

  private Future<Accepted> accept(PayloadCheck payloads, AcceptPayload query) {
    Optional<IdempotencyKey> key =
        query.idempotencyKey().map(text -> new IdempotencyKey(text, fingerprint(query.payload())));
    Wish wish = new Wish(Source.API, Optional.of(query.payload()), Optional.empty(), key);
    return occurrences.of(
        outdated -> outdated ? asStored(payloads, query) : asRemembered(payloads, query), wish);
  }

  /** What is remembered may refuse what is stored by now would take. */
  private Future<Trigger> asRemembered(PayloadCheck payloads, AcceptPayload query) {
    return Optional.ofNullable(triggers.getIfPresent(query.token()))
        .map(
            trigger ->
                check(payloads, trigger, query).recover(refused -> asStored(payloads, query)))
        .orElseGet(() -> asStored(payloads, query));
  }

  private Future<Trigger> asStored(PayloadCheck payloads, AcceptPayload query) {
    return reads.read(query.token()).compose(trigger -> check(payloads, trigger, query));
  }

  private static Future<Trigger> check(
      PayloadCheck payloads, Trigger trigger, AcceptPayload query) {
    return Future.succeededFuture(trigger)
        .compose(known -> payloads.check(known, Optional.of(query.payload())));
  }

  private Future<Trigger> read(String token) {
    return find(token)
        .onSuccess(trigger -> triggers.put(token, trigger))
        .onFailure(refused -> triggers.invalidate(token));
  }

  private Future<Trigger> find(String token) {
    return store
        .findByToken(token)
        .compose(
            found ->
                found
                    .map(HookVerticle::ifEnabled)
                    .orElseGet(
                        () ->
                            Future.failedFuture(
                                ProblemType.NOT_FOUND.because("No webhook has this address."))));
  }

  private static Future<Trigger> ifEnabled(Trigger trigger) {
    return trigger.spec().enabled()
        ? Future.succeededFuture(trigger)
        : Future.failedFuture(
            ProblemType.TRIGGER_PAUSED.because("It takes payloads again when it is resumed."));
  }

  private static String fingerprint(String payload) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(payload.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

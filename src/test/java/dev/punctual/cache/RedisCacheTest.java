package dev.punctual.cache;

import static dev.punctual.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.punctual.testkit.TestRedis;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisCacheTest extends CacheContract {

  record Shift(Instant from, Optional<String> note) {}

  private static final ObjectMapper JSON =
      JsonMapper.builder().addModule(new JavaTimeModule()).addModule(new Jdk8Module()).build();
  private static final AtomicInteger NAMESPACES = new AtomicInteger();
  private static TestRedis redis;

  private final String namespace = "test" + NAMESPACES.incrementAndGet();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @BeforeAll
  static void startRedis() {
    redis = TestRedis.start();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @Override
  Cache open(Vertx vertx) {
    RedisCacheOptions options =
        new RedisCacheOptions(
            redis.uri(), namespace, Duration.ofMinutes(5), Duration.ofSeconds(5), 10_000, 1_000);
    return await(RedisCache.open(vertx, options, JSON, CacheMetrics.in(meters)));
  }

  @Test
  void nodesShareWhatOneLoadedAndWhatOneInvalidated() {
    Cache other = open(vertx);
    await(cache.get(ADA, new Loads(OLD)));
    assertThat(await(other.get(ADA, new Loads(NEW)))).isEqualTo(OLD);

    await(other.invalidate(List.of(ADA.value())));

    assertThat(await(cache.get(ADA, new Loads(NEW)))).isEqualTo(NEW);
    await(other.close());
  }

  @Test
  void nobodySeesAValueOlderThanAWriteAcknowledgedByAnotherNode() throws Exception {
    Cache other = open(vertx);

    race(List.of(cache, other));

    await(other.close());
  }

  @Test
  void namespacesDoNotMix() {
    await(cache.get(ADA, new Loads(OLD)));
    RedisCacheOptions elsewhere = RedisCacheOptions.defaults(redis.uri());
    Cache stranger = await(RedisCache.open(vertx, elsewhere, JSON, CacheMetrics.none()));

    assertThat(await(stranger.get(ADA, new Loads(NEW)))).isEqualTo(NEW);
    await(stranger.clear());

    assertThat(await(cache.get(ADA, new Loads(NEW)))).isEqualTo(OLD);
    await(stranger.close());
  }

  @Test
  void bringsInstantsAndOptionalsBack() {
    CacheKey<Shift> key = new CacheKey<>("shift/1", Shift.class);
    Shift shift = new Shift(Instant.parse("2026-03-02T08:00:00.123456Z"), Optional.of("früh"));

    await(cache.get(key, () -> Future.succeededFuture(shift)));

    assertThat(await(cache.get(key, () -> Future.failedFuture("not kept")))).isEqualTo(shift);
  }

  @Test
  void takesAValueThatDoesNotDecodeForAMissAndReplacesIt() {
    await(cache.get(ADA, new Loads(OLD)));
    command(Request.cmd(Command.HSET).arg(entry()).arg("value").arg("{\"name\":["));

    assertThat(await(cache.get(ADA, new Loads(NEW)))).isEqualTo(NEW);
    await(cache.get(ADA, new Loads(NEW)));

    assertThat(await(cache.get(ADA, new Loads(OLD)))).isEqualTo(NEW);
  }

  @Test
  void doesNotStoreAValueOverTheSizeLimit() {
    Loads large = new Loads(new Person("x".repeat(10_000), List.of()));

    await(cache.get(ADA, large));
    await(cache.get(ADA, large));

    assertThat(large.count).hasValue(2);
  }

  @Test
  void givesEveryEntryATimeToLive() {
    await(cache.get(ADA, new Loads(OLD)));
    long kept = command(Request.cmd(Command.PTTL).arg(entry())).toLong();
    await(cache.invalidate(List.of(ADA.value())));
    await(cache.get(ADA, () -> Future.failedFuture("no such person")).otherwiseEmpty());
    long leased = command(Request.cmd(Command.PTTL).arg(entry())).toLong();

    assertThat(kept).isBetween(60_001L, 300_000L);
    assertThat(leased).isBetween(1L, 60_000L);
  }

  @Test
  void servesNothingOldWhenRedisEvictsTheEpoch() {
    await(cache.get(ADA, new Loads(OLD)));

    command(Request.cmd(Command.DEL).arg("{" + namespace + "}:epoch"));

    assertThat(await(cache.get(ADA, new Loads(NEW)))).isEqualTo(NEW);
  }

  @Test
  void doesNotStoreWhenRedisEvictsTheLease() {
    Promise<Person> slow = Promise.promise();
    Future<Person> get = startedGet(slow);
    command(Request.cmd(Command.DEL).arg(entry()));

    slow.complete(OLD);
    await(get);

    assertThat(await(cache.get(ADA, new Loads(NEW)))).isEqualTo(NEW);
  }

  @Test
  void countsHitsAndMisses() {
    await(cache.get(ADA, new Loads(OLD)));
    await(cache.get(ADA, new Loads(OLD)));
    await(cache.get(ADA, new Loads(OLD)));

    assertThat(meters.get("punctual_cache_requests").tag("result", "hit").counter().count())
        .isEqualTo(2);
    assertThat(meters.get("punctual_cache_requests").tag("result", "miss").counter().count())
        .isEqualTo(1);
  }

  private String entry() {
    return "{" + namespace + "}:e:" + ADA.value();
  }

  private Response command(Request request) {
    Redis client = Redis.createClient(vertx, redis.uri());
    Response reply = await(client.send(request));
    await(client.close());
    return reply;
  }
}

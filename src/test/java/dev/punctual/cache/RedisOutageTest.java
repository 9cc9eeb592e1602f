package dev.punctual.cache;

import static dev.punctual.testkit.Futures.await;
import static dev.punctual.testkit.Futures.awaitFailure;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.punctual.cache.CacheContract.Loads;
import dev.punctual.cache.CacheContract.Person;
import dev.punctual.cache.VersionedStore.Version;
import dev.punctual.testkit.TestRedis;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Redis away: slower, never wrong. */
class RedisOutageTest {

  private static final CacheKey<Person> ADA = CacheContract.ADA;
  private static final CacheKey<Person> GRACE = CacheContract.key("staff/grace");
  private static final Person OLD = CacheContract.OLD;
  private static final Person NEW = CacheContract.NEW;
  private static final Duration TIMEOUT = Duration.ofMillis(750);
  private static final int MAX_OWED = 10;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Vertx vertx;
  private TestRedis redis;
  private RedisCache cache;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    redis = TestRedis.start();
    cache = openCache(TIMEOUT);
  }

  @AfterEach
  void close() {
    await(cache.close());
    redis.close();
    await(vertx.close());
  }

  private RedisCache openCache(Duration timeout) {
    RedisCacheOptions options =
        new RedisCacheOptions(
            redis.uri(), "outage", Duration.ofMinutes(5), timeout, 10_000, MAX_OWED);
    return await(RedisCache.open(vertx, options, new ObjectMapper(), CacheMetrics.in(meters)));
  }

  @Test
  void getsAreAnsweredByLoadersWhileRedisIsGoneAndKeptWhenItIsBack() {
    await(cache.get(ADA, new Loads(OLD)));
    redis.kill();
    Loads loads = new Loads(OLD);

    await(cache.get(ADA, loads));
    await(cache.get(ADA, loads));
    assertThat(loads.count).hasValue(2);
    assertThat(meters.get("punctual_cache_requests").tag("result", "bypass").counter().count())
        .isEqualTo(2);
    awaitFailure(cache.ping());

    redis.launch();
    awaitReconnection();
    await(cache.get(ADA, loads));
    await(cache.get(ADA, loads));
    assertThat(loads.count).hasValue(3);
  }

  @Test
  void opensWithoutRedisAndFindsItLater() {
    redis.kill();
    RedisCache early = openCache(TIMEOUT);
    assertThat(await(early.get(ADA, new Loads(OLD)))).isEqualTo(OLD);

    redis.launch();
    Awaitility.await().until(() -> isUp(early));

    await(early.get(ADA, new Loads(OLD)));
    assertThat(await(early.get(ADA, new Loads(NEW)))).isEqualTo(OLD);
    await(early.close());
  }

  @Test
  void aHungRedisCostsOneTimeoutInAllAndNotOneAGet() {
    await(cache.get(ADA, new Loads(OLD)));
    redis.hang();
    long start = System.nanoTime();

    for (int i = 0; i < 50; i++) {
      await(cache.get(ADA, new Loads(OLD)));
      await(cache.invalidate(List.of(ADA.value())));
    }

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.multipliedBy(5));
  }

  @Test
  void anInvalidationDuringAnOutageIsHonouredThoughRedisKeptTheOldValue() {
    await(cache.get(ADA, new Loads(OLD)));
    await(cache.get(GRACE, new Loads(OLD)));
    hangNoticed();

    await(cache.invalidate(List.of(ADA.value())));
    assertThat(await(cache.get(ADA, new Loads(NEW)))).isEqualTo(NEW);

    redis.resume();
    awaitReconnection();
    assertThat(await(cache.get(ADA, new Loads(NEW)))).isEqualTo(NEW);
    assertThat(await(cache.get(GRACE, new Loads(NEW)))).isEqualTo(OLD);
  }

  @Test
  void moreInvalidationsThanCanBeRememberedForgetEverything() {
    await(cache.get(ADA, new Loads(OLD)));
    await(cache.get(GRACE, new Loads(OLD)));
    hangNoticed();

    await(cache.invalidate(List.of(ADA.value())));
    await(cache.invalidate(CacheContract.keys(MAX_OWED).stream().map(CacheKey::value).toList()));
    redis.resume();
    awaitReconnection();

    assertThat(await(cache.get(ADA, new Loads(NEW)))).isEqualTo(NEW);
    assertThat(await(cache.get(GRACE, new Loads(NEW)))).isEqualTo(NEW);
  }

  @Test
  void aClearDuringAnOutageIsHonoured() {
    await(cache.get(ADA, new Loads(OLD)));
    hangNoticed();

    await(cache.clear());
    redis.resume();
    awaitReconnection();

    assertThat(await(cache.get(ADA, new Loads(NEW)))).isEqualTo(NEW);
  }

  @Test
  void aLoadThatBeganBeforeTheOutageIsNotStoredAfterAnInvalidationInIt() {
    Promise<Person> slow = Promise.promise();
    Future<Person> overtaken = startedGet(slow);
    hangNoticed();
    await(cache.invalidate(List.of(ADA.value())));
    redis.resume();
    awaitReconnection();

    slow.complete(OLD);
    await(overtaken);

    assertThat(await(cache.get(ADA, new Loads(NEW)))).isEqualTo(NEW);
  }

  @Test
  void aStoreThatRedisCarriesOutLateDoesNotOutliveTheInvalidation() {
    Promise<Person> slow = Promise.promise();
    Future<Person> overtaken = startedGet(slow);
    redis.hang();
    slow.complete(OLD);
    await(overtaken);

    await(cache.invalidate(List.of(ADA.value())));
    redis.resume();
    awaitReconnection();

    assertThat(await(cache.get(ADA, new Loads(NEW)))).isEqualTo(NEW);
  }

  @Test
  void valuesThatARestartBringsBackFromASnapshotAreNotRead() {
    await(cache.get(ADA, new Loads(OLD)));
    Redis client = Redis.createClient(vertx, redis.uri());
    await(client.send(Request.cmd(Command.SAVE)));
    await(client.close());
    await(cache.invalidate(List.of(ADA.value())));

    redis.kill();
    redis.launch();
    awaitFailure(cache.get(ADA, () -> Future.failedFuture("notices the loss, if nobody has")));
    awaitReconnection();

    assertThat(await(cache.get(ADA, new Loads(NEW)))).isEqualTo(NEW);
  }

  @Test
  void aNewLifeDoesNotTrustWhatItsLastOneMayHaveOwed() {
    await(cache.get(ADA, new Loads(OLD)));
    hangNoticed();
    await(cache.invalidate(List.of(ADA.value())));
    await(cache.close());
    redis.resume();

    cache = openCache(TIMEOUT);

    assertThat(await(cache.get(ADA, new Loads(NEW)))).isEqualTo(NEW);
  }

  @Test
  void aClosedCacheAsksItsLoaders() {
    await(cache.get(ADA, new Loads(OLD)));
    await(cache.close());

    assertThat(await(cache.get(ADA, new Loads(NEW)))).isEqualTo(NEW);
    await(cache.invalidate(List.of(ADA.value())));
    awaitFailure(cache.ping());
  }

  @Test
  void nobodySeesAValueOlderThanTheirOwnWriteWhileRedisComesAndGoes() throws Exception {
    RedisCache hasty = openCache(Duration.ofMillis(50));
    VersionedStore store = new VersionedStore(vertx);
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<java.util.concurrent.Future<?>> users = new ArrayList<>();
    for (int user = 0; user < 4; user++) {
      users.add(threads.submit(() -> writeAndReadUntil(over, hasty, store)));
    }

    for (int outage = 0; outage < 4; outage++) {
      redis.hang();
      Awaitility.await().until(() -> !isUp(hasty));
      redis.resume();
      Awaitility.await().until(() -> isUp(hasty));
    }
    over.set(true);

    for (java.util.concurrent.Future<?> user : users) {
      user.get(30, TimeUnit.SECONDS);
    }
    threads.shutdown();
    await(hasty.close());
    assertThat(meters.get("punctual_cache_requests").tag("result", "hit").counter().count())
        .isPositive();
  }

  private static void writeAndReadUntil(AtomicBoolean over, Cache cache, VersionedStore store) {
    for (int turn = 0; !over.get(); turn++) {
      String key = "k" + turn % 3;
      CacheKey<Version> cacheKey = new CacheKey<>(key, Version.class);
      long written = store.write(key);
      await(cache.invalidate(List.of(key)));
      for (int read = 0; read < 3; read++) {
        long seen = await(cache.get(cacheKey, () -> store.read(key))).number();
        assertThat(seen).isGreaterThanOrEqualTo(written);
      }
    }
  }

  private Future<Person> startedGet(Promise<Person> answer) {
    Promise<Void> asked = Promise.promise();
    Future<Person> get =
        cache.get(
            ADA,
            () -> {
              asked.complete();
              return answer.future();
            });
    await(asked.future());
    return get;
  }

  /** Redis hangs and the cache knows: what it is told now does not even reach a socket. */
  private void hangNoticed() {
    redis.hang();
    awaitFailure(cache.ping());
  }

  private void awaitReconnection() {
    Awaitility.await().until(() -> isUp(cache));
  }

  private static boolean isUp(Cache cache) {
    return await(cache.ping().map(true).otherwise(false));
  }
}

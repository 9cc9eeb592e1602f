package dev.punctual.cache;

import static dev.punctual.testkit.Futures.await;
import static dev.punctual.testkit.Futures.awaitFailure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.cache.InProcessCache.Bounds;
import dev.punctual.cache.InProcessCache.Weight;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InProcessCacheTest extends CacheContract {

  private final AtomicLong nanos = new AtomicLong();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Override
  Cache open(Vertx vertx) {
    return open(new Bounds(100_000, Duration.ofMinutes(10)));
  }

  private InProcessCache open(Bounds bounds) {
    return new InProcessCache(bounds, CacheMetrics.in(meters), nanos::get);
  }

  @Test
  void concurrentGetsOfOneKeyShareOneLoad() {
    Promise<Person> slow = Promise.promise();
    Loads loads = new Loads(slow::future);

    List<Future<Person>> gets =
        IntStream.range(0, 100).mapToObj(i -> cache.get(ADA, loads)).toList();
    slow.complete(OLD);

    assertThat(gets).allSatisfy(get -> assertThat(await(get)).isSameAs(OLD));
    assertThat(loads.count).hasValue(1);
  }

  @Test
  void everyoneWhoSharesALoadSharesItsFailure() {
    Promise<Person> slow = Promise.promise();
    Future<Person> first = cache.get(ADA, slow::future);
    Future<Person> second = cache.get(ADA, slow::future);

    slow.fail("the database is away");

    assertThat(awaitFailure(first)).hasMessage("the database is away");
    assertThat(awaitFailure(second)).hasMessage("the database is away");
  }

  @Test
  void bringsASharedLoadBackToTheContextOfEachCaller() {
    Promise<Person> slow = Promise.promise();
    Future<Person> started = startedGet(slow);
    Context home = vertx.getOrCreateContext();
    Promise<Context> answeredOn = Promise.promise();
    Promise<Void> asked = Promise.promise();
    home.runOnContext(
        ignored -> {
          cache
              .get(ADA, () -> Future.failedFuture("there is a load to share"))
              .onComplete(
                  (person, failure) -> answeredOn.complete(Vertx.currentContext(), failure));
          asked.complete();
        });
    await(asked.future());

    slow.complete(OLD);

    assertThat(await(started)).isEqualTo(OLD);
    assertThat(await(answeredOn.future())).isSameAs(home);
  }

  @Test
  void forgetsAValueWhenItsTimeIsUp() {
    await(cache.get(ADA, new Loads(OLD)));

    nanos.addAndGet(Duration.ofMinutes(10).toNanos() - 1);
    assertThat(await(cache.get(ADA, new Loads(NEW)))).isEqualTo(OLD);
    nanos.addAndGet(1);
    assertThat(await(cache.get(ADA, new Loads(NEW)))).isEqualTo(NEW);
  }

  @Test
  void keepsNoMoreEntriesThanItsBound() {
    InProcessCache small = open(new Bounds(10, Duration.ofMinutes(1)));

    keys(1_000).forEach(key -> await(small.get(key, new Loads(OLD))));

    assertThat(small.size()).isBetween(1L, 10L);
  }

  @Test
  void keepsNoMoreWeightThanItsBound() {
    Weight groups = new Weight(100, value -> ((Person) value).groups().size());
    InProcessCache small = open(new Bounds(50, Duration.ofMinutes(1), groups));
    Person heavy = new Person("Heavy", IntStream.range(0, 30).mapToObj(i -> "g" + i).toList());
    Person light = new Person("Light", List.of());

    keys(1_000).forEach(key -> await(small.get(key, new Loads(heavy))));
    assertThat(small.size()).isBetween(1L, 3L);

    await(small.clear());
    keys(1_000).forEach(key -> await(small.get(key, new Loads(light))));
    assertThat(small.size()).isBetween(4L, 50L);
  }

  @Test
  void countsHitsAndMisses() {
    await(cache.get(ADA, new Loads(OLD)));
    await(cache.get(ADA, new Loads(OLD)));
    await(cache.get(ADA, new Loads(OLD)));

    assertThat(count("hit")).isEqualTo(2);
    assertThat(count("miss")).isEqualTo(1);
    assertThat(count("bypass")).isZero();
  }

  private double count(String result) {
    return meters.get("punctual_cache_requests").tag("result", result).counter().count();
  }
}

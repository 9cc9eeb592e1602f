package dev.punctual.cache;

import static dev.punctual.testkit.Futures.await;
import static dev.punctual.testkit.Futures.awaitFailure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.cache.VersionedStore.Version;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every adapter of {@link Cache} promises. */
abstract class CacheContract {

  record Person(String name, List<String> groups) {}

  static final CacheKey<Person> ADA = new CacheKey<>("staff/ada", Person.class);
  static final Person OLD = new Person("Ada Byron", List.of("analysts"));
  static final Person NEW = new Person("Ada Lovelace", List.of("analysts", "countesses"));

  protected Vertx vertx;
  protected Cache cache;

  /** An empty cache that is ready to keep values. */
  abstract Cache open(Vertx vertx);

  @BeforeEach
  void openCache() {
    vertx = Vertx.vertx();
    cache = open(vertx);
  }

  @AfterEach
  void closeCache() {
    await(cache.close());
    await(vertx.close());
  }

  /** A loader that counts how often it is asked. */
  static final class Loads implements Supplier<Future<Person>> {
    final AtomicInteger count = new AtomicInteger();
    private final Supplier<Future<Person>> answers;

    Loads(Supplier<Future<Person>> answers) {
      this.answers = answers;
    }

    Loads(Person person) {
      this(() -> Future.succeededFuture(person));
    }

    @Override
    public Future<Person> get() {
      count.incrementAndGet();
      return answers.get();
    }
  }

  @Test
  void keepsWhatWasLoaded() {
    Loads loads = new Loads(OLD);

    assertThat(await(cache.get(ADA, loads))).isEqualTo(OLD);
    assertThat(await(cache.get(ADA, loads))).isEqualTo(OLD);

    assertThat(loads.count).hasValue(1);
  }

  @Test
  void loadsAnewAfterAnInvalidation() {
    await(cache.get(ADA, new Loads(OLD)));

    await(cache.invalidate(List.of(ADA.value())));

    assertThat(await(cache.get(ADA, new Loads(NEW)))).isEqualTo(NEW);
    assertThat(await(cache.get(ADA, new Loads(OLD)))).isEqualTo(NEW);
  }

  @Test
  void leavesOtherKeysAloneWhenOneIsInvalidated() {
    CacheKey<Person> grace = new CacheKey<>("staff/grace", Person.class);
    await(cache.get(ADA, new Loads(OLD)));
    await(cache.get(grace, new Loads(OLD)));

    await(cache.invalidate(List.of(ADA.value())));

    assertThat(await(cache.get(grace, new Loads(NEW)))).isEqualTo(OLD);
  }

  @Test
  void doesNotKeepAFailedLoad() {
    Throwable failure =
        awaitFailure(cache.get(ADA, () -> Future.failedFuture("the database is away")));

    assertThat(failure).hasMessage("the database is away");
    assertThat(await(cache.get(ADA, new Loads(OLD)))).isEqualTo(OLD);
  }

  @Test
  void failsTheGetWhenTheLoaderThrows() {
    Throwable failure =
        awaitFailure(
            cache.get(
                ADA,
                () -> {
                  throw new IllegalStateException("no such table");
                }));

    assertThat(failure).hasMessage("no such table");
    assertThat(await(cache.get(ADA, new Loads(OLD)))).isEqualTo(OLD);
  }

  @Test
  void neverKeepsALoadThatAnInvalidationOvertook() {
    Promise<Person> slow = Promise.promise();
    Future<Person> overtaken = startedGet(slow);

    await(cache.invalidate(List.of(ADA.value())));
    slow.complete(OLD);

    assertThat(await(overtaken)).isEqualTo(OLD);
    assertThat(await(cache.get(ADA, new Loads(NEW)))).isEqualTo(NEW);
  }

  @Test
  void neverKeepsALoadThatAClearOvertook() {
    Promise<Person> slow = Promise.promise();
    Future<Person> overtaken = startedGet(slow);

    await(cache.clear());
    slow.complete(OLD);

    assertThat(await(overtaken)).isEqualTo(OLD);
    assertThat(await(cache.get(ADA, new Loads(NEW)))).isEqualTo(NEW);
  }

  @Test
  void neverHandsAnOvertakenLoadToALaterGet() {
    Promise<Person> slow = Promise.promise();
    Future<Person> overtaken = startedGet(slow);

    await(cache.invalidate(List.of(ADA.value())));
    Person later = await(cache.get(ADA, new Loads(NEW)));
    slow.complete(OLD);

    assertThat(later).isEqualTo(NEW);
    assertThat(await(overtaken)).isEqualTo(OLD);
    assertThat(await(cache.get(ADA, new Loads(OLD)))).isEqualTo(NEW);
  }

  @Test
  void neverKeepsAnOvertakenLoadThoughALaterOneIsUnderWay() {
    Promise<Person> slow = Promise.promise();
    Future<Person> overtaken = startedGet(slow);
    await(cache.invalidate(List.of(ADA.value())));
    Promise<Person> current = Promise.promise();
    Future<Person> later = startedGet(current);

    slow.complete(OLD);
    await(overtaken);
    Future<Person> latest = cache.get(ADA, new Loads(NEW));
    current.complete(NEW);

    assertThat(await(later)).isEqualTo(NEW);
    assertThat(await(latest)).isEqualTo(NEW);
    assertThat(await(cache.get(ADA, new Loads(OLD)))).isEqualTo(NEW);
  }

  @Test
  void clearForgetsEverything() {
    List<CacheKey<Person>> keys = keys(50);
    keys.forEach(key -> await(cache.get(key, new Loads(OLD))));

    await(cache.clear());

    assertThat(keys)
        .allSatisfy(key -> assertThat(await(cache.get(key, new Loads(NEW)))).isEqualTo(NEW));
  }

  @Test
  void invalidatesTenThousandKeysAtOnce() {
    List<CacheKey<Person>> kept = keys(200);
    kept.forEach(key -> await(cache.get(key, new Loads(OLD))));

    await(cache.invalidate(keys(10_000).stream().map(CacheKey::value).toList()));

    assertThat(kept)
        .allSatisfy(key -> assertThat(await(cache.get(key, new Loads(NEW)))).isEqualTo(NEW));
  }

  @Test
  void acceptsAnInvalidationOfNothing() {
    await(cache.get(ADA, new Loads(OLD)));

    await(cache.invalidate(List.of()));

    assertThat(await(cache.get(ADA, new Loads(NEW)))).isEqualTo(OLD);
  }

  @Test
  void tellsKeysApartWhateverTheyAreMadeOf() {
    List<String> names =
        List.of("", " ", "}", "{", "a}b{", "{a}", "a", "a\nb", "ü", "ü ", "*", "e:a");
    for (String name : names) {
      await(cache.get(key(name), new Loads(new Person(name, List.of()))));
    }

    for (String name : names) {
      assertThat(await(cache.get(key(name), new Loads(NEW))).name()).isEqualTo(name);
    }
  }

  @Test
  void loadsAndAnswersOnTheCallersContext() {
    Context home = vertx.getOrCreateContext();
    List<Context> seen = new ArrayList<>();
    Promise<Void> done = Promise.promise();
    Supplier<Future<Person>> loader =
        () -> {
          seen.add(Vertx.currentContext());
          return Future.succeededFuture(OLD);
        };
    home.runOnContext(
        ignored ->
            cache
                .get(ADA, loader)
                .onComplete(miss -> seen.add(Vertx.currentContext()))
                .compose(miss -> cache.get(ADA, loader))
                .onComplete(hit -> seen.add(Vertx.currentContext()))
                .<Void>mapEmpty()
                .onComplete(done));

    await(done.future());

    assertThat(seen).hasSize(3).containsOnly(home);
  }

  @Test
  void isReadyToKeepValues() {
    await(cache.ping());
  }

  @Test
  void nobodySeesAValueOlderThanTheirOwnAcknowledgedWrite() throws Exception {
    race(List.of(cache));
  }

  /**
   * Eight threads write and read four keys; the caches stand for nodes. Returns normally or throws.
   */
  final void race(List<Cache> nodes) throws Exception {
    VersionedStore store = new VersionedStore(vertx);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<java.util.concurrent.Future<?>> users = new ArrayList<>();
    for (int user = 0; user < 8; user++) {
      int number = user;
      users.add(
          threads.submit(
              () -> {
                for (int turn = 0; turn < 250; turn++) {
                  writeThenRead(store, "k" + (turn + number) % 4, nodes, turn);
                }
              }));
    }
    try {
      for (java.util.concurrent.Future<?> user : users) {
        user.get(60, TimeUnit.SECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static void writeThenRead(VersionedStore store, String key, List<Cache> nodes, int turn) {
    CacheKey<Version> cacheKey = new CacheKey<>(key, Version.class);
    Supplier<Future<Version>> loader = () -> store.read(key);
    Cache writer = nodes.get(turn % nodes.size());
    long written = store.write(key);
    await(writer.invalidate(List.of(key)));
    for (Cache reader : nodes) {
      long first = await(reader.get(cacheKey, loader)).number();
      assertThat(first).isGreaterThanOrEqualTo(written);
    }
  }

  /** A get whose loader has been asked and has not answered yet. */
  final Future<Person> startedGet(Promise<Person> answer) {
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

  static CacheKey<Person> key(String name) {
    return new CacheKey<>(name, Person.class);
  }

  static List<CacheKey<Person>> keys(int count) {
    return IntStream.range(0, count).mapToObj(i -> key("staff/" + i)).toList();
  }
}

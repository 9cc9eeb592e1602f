package dev.punctual.shift;

import static dev.punctual.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.PgMigrations;
import dev.punctual.postgres.PgTarget;
import dev.punctual.shift.ScheduleStore.Claimed;
import dev.punctual.shift.api.ShiftApi.ReadRoster;
import dev.punctual.shift.domain.RosterRules;
import dev.punctual.shift.domain.RosterSolver;
import dev.punctual.shift.domain.ScheduleJob.Failure;
import dev.punctual.shift.domain.ScheduleJob.Order;
import dev.punctual.shift.domain.ScheduleJob.Pending;
import dev.punctual.shift.domain.ScheduleJob.Processing;
import dev.punctual.shift.domain.ScheduleJob.Status;
import dev.punctual.shift.domain.Solution.Solved;
import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PgScheduleStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Duration BLINK = Duration.ofMillis(1);

  private final Vertx vertx = Vertx.vertx();
  private TestDatabase server = TestPostgres.freshDatabase();
  private PgDatabase database = open();
  private PgScheduleStore store = new PgScheduleStore(database);

  private PgDatabase open() {
    PgTarget target = server.target();
    PgMigrations.run(target, List.of("shift"));
    return PgDatabase.open(vertx, target, 16, Duration.ofSeconds(5), Duration.ofSeconds(30));
  }

  @BeforeEach
  void reachable() {
    await(database.ping());
  }

  @AfterEach
  void close() {
    await(database.close());
    await(vertx.close());
    server.close();
  }

  @Test
  void everyJobIsClaimedOnceWhenManyClaimersRace() {
    int jobs = 200;
    for (int i = 0; i < jobs; i++) {
      await(store.create(pending("job-" + i), Optional.empty()));
    }
    List<Future<Optional<Processing>>> claims = new ArrayList<>();
    for (int i = 0; i < jobs * 2; i++) {
      claims.add(claim("node-" + i % 2, NOW, LEASE));
    }
    Set<String> claimed = new HashSet<>();
    int count = 0;
    for (Future<Optional<Processing>> claim : claims) {
      Optional<Processing> job = await(claim);
      if (job.isPresent()) {
        claimed.add(job.get().order().id());
        count++;
      }
    }
    // A claimer that meets only locked rows goes home empty-handed; the next look finds them.
    Optional<Processing> late = await(claim("node-0", NOW, LEASE));
    while (late.isPresent()) {
      claimed.add(late.get().order().id());
      count++;
      late = await(claim("node-0", NOW, LEASE));
    }
    assertThat(claimed).hasSize(jobs);
    assertThat(count).isEqualTo(jobs);
  }

  @Test
  void aNodeWhoseLeaseEndedWritesNothing() {
    await(store.create(pending("job"), Optional.empty()));
    Processing asleep = await(claim("sleeper", NOW, BLINK)).orElseThrow();
    Processing taken =
        Awaitility.await()
            .until(() -> await(claim("successor", NOW, LEASE)), Optional::isPresent)
            .orElseThrow();
    assertThat(taken.attempt()).isEqualTo(2);
    assertThat(complete(asleep, "sleeper")).isFalse();
    assertThat(await(store.renew(asleep, "sleeper", LEASE))).isFalse();
    assertThat(await(store.fail(asleep, asleep.fail(new Failure("x", "y"), NOW), "sleeper")))
        .isFalse();
    assertThat(rows("job")).isZero();
    assertThat(complete(taken, "successor")).isTrue();
    assertThat(rows("job")).isEqualTo(3);
    assertThat(await(store.get("default", "job")).status()).isEqualTo(Status.COMPLETED);
  }

  @Test
  void aPostponedJobIsNotDueBeforeItsTime() {
    await(store.create(pending("job"), Optional.empty()));
    Processing job = await(claim("node", NOW, LEASE)).orElseThrow();
    assertThat(await(store.postpone(job, job.postpone(), "node", NOW.plusSeconds(10)))).isTrue();
    assertThat(await(claim("node", NOW.plusSeconds(9), LEASE))).isEmpty();
    assertThat(await(claim("node", NOW.plusSeconds(10), LEASE))).isPresent();
  }

  @Test
  void aLateWriteDoesNotReachTheJobThatHasTheIdNow() {
    await(store.create(pending("job"), Optional.empty()));
    Processing first = await(claim("node", NOW, LEASE)).orElseThrow();
    assertThat(await(store.fail(first, first.fail(new Failure("x", "y"), NOW), "node"))).isTrue();
    await(store.delete("default", "job"));
    await(store.create(pending("job", NOW.plusSeconds(1)), Optional.empty()));
    Processing second = await(claim("node", NOW.plusSeconds(1), LEASE)).orElseThrow();
    assertThat(second.attempt()).isEqualTo(first.attempt());

    assertThat(await(store.renew(first, "node", LEASE))).isFalse();
    assertThat(complete(first, "node")).isFalse();
    assertThat(await(store.postpone(first, first.postpone(), "node", NOW))).isFalse();
    assertThat(complete(second, "node")).isTrue();
  }

  private boolean complete(Processing job, String owner) {
    Solved solved = (Solved) new RosterSolver().solve(3, RosterRules.DEFAULT);
    return await(
        store.complete(
            job, () -> job.complete(NOW), owner, List.of("ann", "bob", "cy"), solved.roster()));
  }

  private int rows(String id) {
    return await(
            store.roster(new ReadRoster("default", id, Optional.empty(), Optional.empty(), 100)))
        .size();
  }

  private static Pending pending(String id) {
    return pending(id, NOW);
  }

  private static Pending pending(String id, Instant createdAt) {
    return new Pending(new Order("default", id, "group", LocalDate.of(2026, 11, 30), createdAt));
  }

  private Future<Optional<Processing>> claim(String owner, Instant now, Duration lease) {
    return store.claim(owner, now, lease).map(claimed -> claimed.map(Claimed::job));
  }
}

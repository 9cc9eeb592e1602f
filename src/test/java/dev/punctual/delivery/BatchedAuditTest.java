package dev.punctual.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.delivery.domain.DeliveryStatus;
import dev.punctual.testkit.TurnedTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchedAuditTest {
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final int LIMIT = 3_000;

  private final TurnedTime time = new TurnedTime(Instant.parse("2026-11-25T08:00:00Z"));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Bucket bucket = new Bucket();
  private final BatchedAudit audit =
      new BatchedAudit(bucket, time, time.clock(), INTERVAL, LIMIT, new AuditMetrics(meters));

  /** A bucket that can be away, or slow. */
  private static final class Bucket implements AuditBucket {
    final Map<String, List<AuditRecord>> objects = new LinkedHashMap<>();
    final List<String> tries = new ArrayList<>();
    boolean away;
    Optional<Promise<Void>> slow = Optional.empty();

    @Override
    public Future<Void> put(String name, List<AuditRecord> records) {
      tries.add(name);
      if (away) {
        return Future.failedFuture("away");
      }
      objects.put(name, records);
      return slow.map(Promise::future).orElse(Future.succeededFuture());
    }

    List<String> packages() {
      return objects.values().stream().flatMap(List::stream).map(AuditRecord::packageId).toList();
    }
  }

  @Test
  void aRecordWaitsForCompanyButNotForever() {
    audit.append(records(0, 2));
    time.pass(INTERVAL.minusMillis(1));
    audit.append(records(2, 3));
    assertThat(bucket.objects).isEmpty();

    time.pass(Duration.ofMillis(1));

    assertThat(bucket.packages()).isEqualTo(packages(0, 3));
    assertThat(bucket.objects.keySet()).allMatch(name -> name.startsWith("2026/11/25/08/"));
  }

  @Test
  void aFullBatchIsSentAtOnceAndTheRestLater() {
    audit.append(records(0, BatchedAudit.BATCH + 5));
    assertThat(bucket.packages()).hasSize(BatchedAudit.BATCH);

    time.pass(INTERVAL);

    assertThat(bucket.packages()).isEqualTo(packages(0, BatchedAudit.BATCH + 5));
  }

  @Test
  void batchesGoOneAfterAnother() {
    bucket.slow = Optional.of(Promise.promise());
    audit.append(records(0, 2 * BatchedAudit.BATCH));
    assertThat(bucket.objects).hasSize(1);

    bucket.slow.get().complete();

    assertThat(bucket.packages()).isEqualTo(packages(0, 2 * BatchedAudit.BATCH));
  }

  @Test
  void aBatchIsTriedUnderItsNameUntilTheBucketHasIt() {
    bucket.away = true;
    audit.append(records(0, 3));
    time.pass(Duration.ofMinutes(2));
    assertThat(bucket.tries).hasSizeGreaterThan(3);

    bucket.away = false;
    time.pass(Duration.ofMinutes(1));

    assertThat(bucket.packages()).isEqualTo(packages(0, 3));
    assertThat(bucket.tries).containsOnly(bucket.tries.get(0));
  }

  @Test
  void whileTheBucketIsAwayTheNewestAreDroppedAndCounted() {
    bucket.away = true;
    audit.append(records(0, LIMIT - 1));
    audit.append(records(LIMIT - 1, LIMIT + 20));
    assertThat(meters.get("punctual_delivery_audit_dropped").counter().count()).isEqualTo(20);
    assertThat(meters.get("punctual_delivery_audit_waiting").gauge().value()).isEqualTo(LIMIT);

    bucket.away = false;
    time.pass(Duration.ofMinutes(1));

    assertThat(bucket.packages()).isEqualTo(packages(0, LIMIT));
    assertThat(meters.get("punctual_delivery_audit_waiting").gauge().value()).isZero();
  }

  @Test
  void aFlushSendsEverythingAndThenSucceeds() {
    audit.append(records(0, BatchedAudit.BATCH + 3));

    Future<Void> flushed = audit.flush();

    assertThat(flushed.succeeded()).isTrue();
    assertThat(bucket.packages()).isEqualTo(packages(0, BatchedAudit.BATCH + 3));
    assertThat(audit.flush().succeeded()).isTrue();
  }

  @Test
  void aFlushWaitsForABucketThatIsAway() {
    bucket.away = true;
    audit.append(records(0, 1));
    Future<Void> flushed = audit.flush();
    assertThat(flushed.isComplete()).isFalse();

    bucket.away = false;
    time.pass(Duration.ofMinutes(1));

    assertThat(flushed.succeeded()).isTrue();
  }

  static List<AuditRecord> records(int from, int to) {
    return packages(from, to).stream()
        .map(
            id ->
                new AuditRecord(
                    Instant.parse("2026-11-25T08:00:00Z"),
                    "default",
                    "d1",
                    id,
                    Optional.empty(),
                    DeliveryStatus.ASSIGNED,
                    Optional.of("r1")))
        .toList();
  }

  private static List<String> packages(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "p" + i).toList();
  }
}

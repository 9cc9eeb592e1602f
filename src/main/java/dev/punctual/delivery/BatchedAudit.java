package dev.punctual.delivery;

import dev.punctual.time.Timers;
import dev.punctual.time.Uuid7;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operational log in batches: one is sent when it is full or when its first record has waited
 * for long enough, one after another, each again until the bucket has it. While the bucket is away
 * records wait; when too many do, <b>new ones are dropped</b>, so that what is kept has no hole but
 * at its end, and counted. What was assigned is in the store all the same. Belongs to one context.
 */
final class BatchedAudit implements AuditLog {
  static final int BATCH = 1_000;
  private static final Logger LOG = LoggerFactory.getLogger(BatchedAudit.class);
  private static final FullJitter JITTER =
      new FullJitter(Duration.ofMillis(500), Duration.ofSeconds(30));

  /** Names sort by time, and a day or an hour of them has a prefix of its own. */
  private static final DateTimeFormatter FOLDER =
      DateTimeFormatter.ofPattern("yyyy/MM/dd/HH/", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final AuditBucket bucket;
  private final Timers timers;
  private final Clock clock;
  private final Duration flushInterval;
  private final int queueLimit;
  private final AuditMetrics metrics;
  private final Deque<AuditRecord> queue = new ArrayDeque<>();
  private final List<Promise<Void>> flushes = new ArrayList<>();
  private boolean scheduled;
  private boolean sending;
  private boolean dropping;

  /**
   * Sends to a bucket.
   *
   * @param flushInterval how long a record waits for company
   * @param queueLimit how many records may wait
   */
  BatchedAudit(
      AuditBucket bucket,
      Timers timers,
      Clock clock,
      Duration flushInterval,
      int queueLimit,
      AuditMetrics metrics) {
    this.bucket = bucket;
    this.timers = timers;
    this.clock = clock;
    this.flushInterval = flushInterval;
    this.queueLimit = queueLimit;
    this.metrics = metrics;
  }

  @Override
  public void append(List<AuditRecord> records) {
    int room = Math.min(records.size(), queueLimit - queue.size());
    queue.addAll(records.subList(0, room));
    metrics.waiting(queue.size());
    if (room < records.size()) {
      drop(records.size() - room);
    }
    if (queue.size() >= BATCH) {
      send();
    } else if (!scheduled) {
      schedule();
    }
  }

  /** Succeeds when everything that was appended is in the bucket. */
  Future<Void> flush() {
    Promise<Void> flushed = Promise.promise();
    flushes.add(flushed);
    send();
    return flushed.future();
  }

  private void drop(int count) {
    metrics.dropped(count);
    if (!dropping) {
      LOG.warn("The operational log does not reach its bucket; records are being dropped");
    }
    dropping = true;
  }

  private void schedule() {
    scheduled = true;
    timers.once(
        flushInterval,
        () -> {
          scheduled = false;
          send();
        });
  }

  private void send() {
    if (sending) {
      return;
    }
    if (queue.isEmpty()) {
      flushes.forEach(Promise::complete);
      flushes.clear();
      return;
    }
    sending = true;
    List<AuditRecord> batch = queue.stream().limit(BATCH).toList();
    put(FOLDER.format(clock.instant()) + Uuid7.next(clock) + ".jsonl", batch, 1);
  }

  private void put(String name, List<AuditRecord> batch, int attempt) {
    bucket
        .put(name, batch)
        .onSuccess(
            kept -> {
              batch.forEach(record -> queue.remove());
              metrics.waiting(queue.size());
              dropping = false;
              sending = false;
              sendMore();
            })
        .onFailure(
            failure -> {
              LOG.atWarn()
                  .addKeyValue("attempt", attempt)
                  .setCause(failure)
                  .log("A batch of the operational log is not in its bucket yet");
              timers.once(
                  JITTER.pause(attempt, ThreadLocalRandom.current().nextDouble()),
                  () -> put(name, batch, attempt + 1));
            });
  }

  private void sendMore() {
    if (queue.size() >= BATCH || !flushes.isEmpty()) {
      send();
    } else if (!queue.isEmpty() && !scheduled) {
      schedule();
    }
  }
}

package dev.punctual.e2e;

import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Clients that post to a webhook, one call after the other, until they are closed. A call that is
 * not acknowledged is made again under its key, to the next node.
 */
public final class HookCallers implements AutoCloseable {
  /** So many calls are under way at once. */
  public static final int CALLERS = 2;

  private static final int ACCEPTED = 202;
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final List<Api> nodes;
  private final String path;
  private final Set<String> acknowledged;
  private final List<Thread> threads;
  private final AtomicInteger succeeded = new AtomicInteger();
  private final Queue<Integer> refusals = new ConcurrentLinkedQueue<>();
  private final AtomicInteger cutOff = new AtomicInteger();
  private volatile boolean done;

  /**
   * They begin at once.
   *
   * @param acknowledged takes the id of every event that was answered with 202
   */
  public HookCallers(List<Api> nodes, String path, Set<String> acknowledged) {
    this.nodes = nodes;
    this.path = path;
    this.acknowledged = acknowledged;
    this.threads =
        IntStream.range(0, CALLERS)
            .mapToObj(i -> new Thread(() -> call(i), "caller-" + i))
            .toList();
    threads.forEach(Thread::start);
  }

  private void call(int first) {
    int node = first;
    while (!done) {
      String key = UUID.randomUUID().toString();
      while (!isAcknowledged(nodes.get(node % nodes.size()), key) && !done) {
        node++;
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private boolean isAcknowledged(Api node, String key) {
    try {
      Answer answer = node.with("Idempotency-Key", key).post(path, "{\"caller\":true}");
      if (answer.status() != ACCEPTED) {
        refusals.add(answer.status());
        return false;
      }
      acknowledged.add(answer.field("event_id"));
      succeeded.incrementAndGet();
      return true;
    } catch (UncheckedIOException noAnswer) {
      if (!(noAnswer.getCause() instanceof ConnectException)) {
        cutOff.incrementAndGet();
      }
      return false;
    }
  }

  /** How many calls were acknowledged. */
  public int succeeded() {
    return succeeded.get();
  }

  /** How calls were answered that were not acknowledged. */
  public List<Integer> refusals() {
    return List.copyOf(refusals);
  }

  /** How many calls were taken and not answered. */
  public int cutOff() {
    return cutOff.get();
  }

  @Override
  public void close() {
    done = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}

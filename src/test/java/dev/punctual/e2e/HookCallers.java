package dev.punctual.e2e;

import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Clients that post to a webhook, one call after the other, until they are closed. */
final class HookCallers implements AutoCloseable {
  private static final int CALLERS = 2;

  private final Api api;
  private final String path;
  private final Set<String> acknowledged;
  private final List<Thread> threads;
  private final AtomicInteger succeeded = new AtomicInteger();
  private volatile boolean done;

  /**
   * They begin at once.
   *
   * @param acknowledged takes the id of every event that was answered with 202
   */
  HookCallers(Api api, String path, Set<String> acknowledged) {
    this.api = api;
    this.path = path;
    this.acknowledged = acknowledged;
    this.threads =
        IntStream.range(0, CALLERS).mapToObj(i -> new Thread(this::call, "caller-" + i)).toList();
    threads.forEach(Thread::start);
  }

  private void call() {
    while (!done) {
      try {
        Answer answer = api.post(path, "{\"caller\":true}");
        if (answer.status() == 202) {
          acknowledged.add(answer.field("event_id"));
          succeeded.incrementAndGet();
        }
      } catch (UncheckedIOException cutOff) {
        // What was not answered may or may not be in the log.
      }
    }
  }

  /** How many calls were acknowledged. */
  int succeeded() {
    return succeeded.get();
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

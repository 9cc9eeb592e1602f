package dev.punctual.app.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When a server is started again, and when no more. */
class SupervisorTest {
  private final Impatient thread = new Impatient();

  @Test
  void triesForGoodAfterEverLongerPausesUpToHalfAMinute() throws Exception {
    int failures = 9;
    AtomicInteger tries = new AtomicInteger();
    CountDownLatch revived = new CountDownLatch(1);
    Supervisor supervisor =
        Supervisor.watch(
            () -> revived.getCount() == 0,
            () -> {
              if (tries.incrementAndGet() <= failures) {
                throw new IOException("the disk is away");
              }
              revived.countDown();
            },
            thread);

    revived.await();
    supervisor.stop();

    assertThat(tries).hasValue(failures + 1);
    assertThat(thread.pauses).startsWith(1L, 1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L, 30L);
  }

  @Test
  void aServerThatIsLetGoIsNotStartedAgain() throws Exception {
    CountDownLatch underWay = new CountDownLatch(1);
    AtomicInteger tries = new AtomicInteger();
    Supervisor supervisor =
        Supervisor.watch(
            () -> false,
            () -> {
              tries.incrementAndGet();
              underWay.countDown();
              hang();
            },
            thread);

    underWay.await();
    supervisor.stop();

    assertThat(thread.isTerminated()).isTrue();
    assertThat(tries).hasValue(1);
  }

  /** As a start does that is waited for: it ends when it is interrupted. */
  private static void hang() throws IOException {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Makes no pauses, but remembers how many seconds they would have taken. */
  private static final class Impatient extends ScheduledThreadPoolExecutor {
    final List<Long> pauses = new CopyOnWriteArrayList<>();

    Impatient() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable step, long delay, TimeUnit unit) {
      pauses.add(unit.toSeconds(delay));
      return super.schedule(step, 0, unit);
    }
  }
}

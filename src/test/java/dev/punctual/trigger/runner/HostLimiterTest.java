package dev.punctual.trigger.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.trigger.runner.HostLimiter.Limits;
import dev.punctual.trigger.runner.HostLimiter.Ticket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class HostLimiterTest {
  private final List<String> turns = new ArrayList<>();
  private final HostLimiter limiter = new HostLimiter(new Limits(2, 3, 4));

  @Test
  void letsInAsManyAsAHostMayHaveAndThenInTheOrderOfArrival() {
    Ticket a = enter("host", "a");
    enter("host", "b");
    enter("host", "c");
    enter("host", "d");
    assertThat(turns).containsExactly("a", "b");
    a.leave();
    assertThat(turns).containsExactly("a", "b", "c");
  }

  @Test
  void aFullHostDelaysNoOther() {
    enter("slow", "a");
    enter("slow", "b");
    enter("slow", "c");
    enter("other", "d");
    assertThat(turns).containsExactly("a", "b", "d");
  }

  @Test
  void whoStopsWaitingIsPassedOver() {
    Ticket a = enter("host", "a");
    enter("host", "b");
    Ticket c = enter("host", "c");
    enter("host", "d");
    c.leave();
    a.leave();
    assertThat(turns).containsExactly("a", "b", "d");
  }

  @Test
  void leavingTwiceFreesOnePlace() {
    Ticket a = enter("host", "a");
    enter("host", "b");
    enter("host", "c");
    enter("host", "d");
    a.leave();
    a.leave();
    assertThat(turns).containsExactly("a", "b", "c");
  }

  @Test
  void onlySoManyWaitForAHostAndOverall() {
    for (String name : List.of("a", "b", "c", "d", "e")) {
      enter("host", name);
    }
    assertThat(limiter.enter("host", () -> {})).as("the fourth waiting for one host").isEmpty();
    enter("other", "f");
    enter("other", "g");
    Ticket waiting = enter("other", "h");
    assertThat(limiter.enter("other", () -> {})).as("the fifth waiting overall").isEmpty();
    waiting.leave();
    assertThat(limiter.enter("other", () -> {})).isPresent();
  }

  @Test
  void hostsWithoutCallsAreForgotten() {
    List<Ticket> tickets =
        List.of(enter("a", "1"), enter("a", "2"), enter("a", "3"), enter("b", "4"));
    assertThat(limiter.hosts()).isEqualTo(2);
    tickets.forEach(Ticket::leave);
    assertThat(limiter.hosts()).isZero();
    assertThat(turns).containsExactly("1", "2", "4", "3");
  }

  @Property(tries = 200)
  void neverLetsInMoreAndLosesNobody(@ForAll List<@IntRange(max = 5) Integer> steps) {
    HostLimiter hosts = new HostLimiter(new Limits(2, 1_000, 1_000));
    AtomicInteger begun = new AtomicInteger();
    Deque<Ticket> inside = new ArrayDeque<>();
    int entered = 0;
    int left = 0;
    for (int step : steps) {
      if (step < 3) {
        inside.add(hosts.enter("host", begun::incrementAndGet).orElseThrow());
        entered++;
      } else if (!inside.isEmpty()) {
        inside.removeFirst().leave();
        left++;
      }
      assertThat(begun.get()).isEqualTo(Math.min(entered, left + 2));
    }
    inside.forEach(Ticket::leave);
    assertThat(begun).hasValue(entered);
    assertThat(hosts.hosts()).isZero();
  }

  @Test
  void holdsWhenManyThreadsComeAndGo() throws Exception {
    HostLimiter hosts = new HostLimiter(new Limits(3, 10_000, 10_000));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    for (int i = 0; i < 2_000; i++) {
      threads.execute(
          () -> {
            Deque<Ticket> own = new ArrayDeque<>();
            Runnable turn =
                () ->
                    threads.execute(
                        () -> {
                          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                          inside.decrementAndGet();
                          ended.incrementAndGet();
                          synchronized (own) {
                            own.element().leave();
                          }
                        });
            synchronized (own) {
              own.add(hosts.enter("host", turn).orElseThrow());
            }
          });
    }
    Awaitility.await().until(() -> ended.get() == 2_000);
    threads.shutdown();
    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    assertThat(most.get()).isBetween(1, 3);
    assertThat(hosts.hosts()).isZero();
  }

  private Ticket enter(String host, String name) {
    Optional<Ticket> ticket = limiter.enter(host, () -> turns.add(name));
    return ticket.orElseThrow();
  }
}

package dev.punctual.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private final Turns turns = new Turns();
  private final List<String> begun = new ArrayList<>();

  @Test
  void workOfOneTenantComesOneAfterAnother() {
    Promise<String> first = Promise.promise();
    Promise<String> second = Promise.promise();

    take("a", "first", first);
    Future<String> waiting = take("a", "second", second);
    assertThat(begun).containsExactly("first");

    first.complete("done");
    assertThat(begun).containsExactly("first", "second");
    second.complete("done as well");
    assertThat(waiting.result()).isEqualTo("done as well");
  }

  @Test
  void aFailureDoesNotHoldUpTheNext() {
    Promise<String> first = Promise.promise();
    Future<String> failing = take("a", "first", first);
    take("a", "second", Promise.promise());

    first.fail("the database is away");

    assertThat(failing.cause()).hasMessage("the database is away");
    assertThat(begun).containsExactly("first", "second");
  }

  @Test
  void tenantsDoNotWaitForEachOther() {
    take("a", "first", Promise.promise());
    take("b", "second", Promise.promise());

    assertThat(begun).containsExactly("first", "second");
  }

  private Future<String> take(String tenant, String name, Promise<String> work) {
    return turns.take(
        tenant,
        () -> {
          begun.add(name);
          return work.future();
        });
  }
}

package dev.punctual.http;

import static dev.punctual.http.FakeTriggerService.EVENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.Api;
import dev.punctual.testkit.Futures;
import dev.punctual.trigger.domain.EventStatus;
import io.vertx.core.Vertx;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What the front door makes of a Trigger Service satisfies the contract. */
@TestInstance(Lifecycle.PER_CLASS)
class TriggerContractTest {
  private final Vertx vertx = Vertx.vertx();
  private final ContractCheck check = new ContractCheck(Futures.await(Contract.load(vertx)));
  private final FakeTriggerService service = new FakeTriggerService(Map.of());
  private final Api api = service.api();

  @AfterAll
  void stop() {
    service.close();
    Futures.await(vertx.close());
  }

  @Test
  void answersSatisfyTheContract() {
    service.log.add(FakeTriggerService.event(EVENT, "t", EventStatus.SUCCESS));
    new TriggerConversation(api, check).hold();
    check.requireAllAsked(TriggerConversation.TAGS::contains);
    assertThat(api.get("/api/v1/events/" + EVENT).json().path("attempt_log")).hasSize(2);
  }
}

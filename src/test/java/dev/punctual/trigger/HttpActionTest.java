package dev.punctual.trigger;

import static dev.punctual.trigger.Specs.attempts;
import static dev.punctual.trigger.Specs.post;
import static dev.punctual.trigger.TriggerNode.TENANT;
import static dev.punctual.trigger.TriggerNode.in;
import static dev.punctual.trigger.TriggerNode.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.punctual.testkit.Sink;
import dev.punctual.testkit.Sink.Call;
import dev.punctual.testkit.Sink.Endpoint;
import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestPostgres;
import dev.punctual.trigger.api.TriggerApi;
import dev.punctual.trigger.api.TriggerApi.ChangeTrigger;
import dev.punctual.trigger.api.TriggerApi.DeleteTrigger;
import dev.punctual.trigger.api.TriggerApi.EnableTrigger;
import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.Attempt;
import dev.punctual.trigger.domain.EventStatus;
import dev.punctual.trigger.domain.RetrySpec;
import dev.punctual.trigger.domain.TriggerEvent;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What an endpoint gets, and what the log says of it. */
@TestInstance(Lifecycle.PER_CLASS)
class HttpActionTest {
  private static final Duration SOON = Duration.ofMillis(200);

  private final Sink sink = new Sink();
  private final TestDatabase database = TestPostgres.freshDatabase();
  private final TriggerNode node = TriggerNode.on(database);

  @AfterAll
  void stop() {
    node.close();
    database.close();
    sink.close();
  }

  private static Specs call(Endpoint endpoint) {
    return Specs.scheduled(in(SOON), post(endpoint.url()));
  }

  @Test
  void anEndpointGetsTheSignedPayloadAndTheEventsId() throws GeneralSecurityException {
    Endpoint endpoint = sink.endpoint(Sink.status(200));
    String secret =
        node.create("signed", call(endpoint).payload("{\"k\":\"ü\"}").build())
            .signingSecret()
            .orElseThrow();
    TriggerEvent event = node.onlyEvent("signed");
    assertThat(event.status()).isEqualTo(EventStatus.SUCCESS);
    assertThat(event.payload()).contains("{\"k\":\"ü\"}");
    assertThat(event.result().orElseThrow()).contains("\"status_code\":200", "response_time_ms");
    Call call = endpoint.calls().get(0);
    assertThat(call.method()).isEqualTo("POST");
    assertThat(call.body()).isEqualTo("{\"k\":\"ü\"}");
    assertThat(call.header("content-type")).isEqualTo("application/json");
    assertThat(call.id()).isEqualTo(event.id().toString());
    assertThat(call.header("webhook-signature")).isEqualTo("v1," + signature(call, secret));
  }

  /** By hand, as a receiver would who follows the Standard Webhooks specification. */
  private static String signature(Call call, String secret) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    String signed = call.id() + "." + call.header("webhook-timestamp") + "." + call.body();
    return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void everyAttemptIsLoggedAndCarriesTheSameId() {
    Endpoint endpoint = sink.endpoint(Sink.status(500), Sink.status(502), Sink.status(200));
    node.create("flaky", call(endpoint).retry(attempts(5)).build());
    TriggerEvent event = node.onlyEvent("flaky");
    assertThat(event.status()).isEqualTo(EventStatus.SUCCESS);
    assertThat(event.attempts()).isEqualTo(3);
    assertThat(event.attemptLog())
        .extracting(Attempt::number, Attempt::statusCode, Attempt::error)
        .containsExactly(
            failed(1, 500, "the endpoint answered 500"),
            failed(2, 502, "the endpoint answered 502"),
            tuple(3, Optional.of(200), Optional.empty()));
    assertThat(event.attemptLog())
        .allSatisfy(a -> assertThat(a.finishedAt()).isAfterOrEqualTo(a.startedAt()));
    assertThat(endpoint.calls())
        .extracting(Call::id)
        .containsOnly(event.id().toString())
        .hasSize(3);
  }

  private static Tuple failed(int number, int status, String error) {
    return tuple(number, Optional.of(status), Optional.of(error));
  }

  @Test
  void whatTheEndpointRefusesForGoodIsNotTriedAgain() {
    Endpoint endpoint = sink.endpoint(Sink.status(404), Sink.status(200));
    node.create("refused", call(endpoint).retry(attempts(5)).build());
    TriggerEvent event = node.onlyEvent("refused");
    assertThat(event.status()).isEqualTo(EventStatus.FAILURE);
    assertThat(event.attempts()).isEqualTo(1);
    assertThat(event.note()).contains("the endpoint answered 404");
    assertThat(endpoint.calls()).hasSize(1);
  }

  @Test
  void theEndpointIsLeftAloneForAsLongAsItAsks() {
    Endpoint endpoint =
        sink.endpoint(
            response -> response.setStatusCode(503).putHeader("Retry-After", "1").end(),
            Sink.status(200));
    node.create("patient", call(endpoint).retry(attempts(2)).build());
    TriggerEvent event = node.onlyEvent("patient");
    assertThat(event.status()).isEqualTo(EventStatus.SUCCESS);
    List<Attempt> tries = event.attemptLog();
    assertThat(Duration.between(tries.get(0).finishedAt(), tries.get(1).startedAt()))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void anAttemptEndsAtItsTimeoutAndSaysSo() {
    Endpoint endpoint = sink.endpoint(Sink.silence(), Sink.status(200));
    Duration timeout = Duration.ofMillis(1_500);
    node.create("silent", call(endpoint).timeout(timeout).retry(attempts(2)).build());
    TriggerEvent event = node.onlyEvent("silent");
    assertThat(event.status()).isEqualTo(EventStatus.SUCCESS);
    Attempt first = event.attemptLog().get(0);
    assertThat(first.statusCode()).isEmpty();
    assertThat(first.error()).contains("timed out after 1.5 s while waiting for the answer");
    assertThat(Duration.between(first.startedAt(), first.finishedAt()))
        .isBetween(timeout.minusMillis(5), Duration.ofSeconds(8));
  }

  @Test
  void theLastErrorIsTheEventsWhenAllAttemptsFail() {
    Endpoint endpoint = sink.endpoint(Sink.status(500), Sink.status(503));
    node.create("down", call(endpoint).retry(attempts(3)).build());
    TriggerEvent event = node.onlyEvent("down");
    assertThat(event.status()).isEqualTo(EventStatus.FAILURE);
    assertThat(event.attempts()).isEqualTo(3);
    assertThat(event.note()).contains("the endpoint answered 503");
    assertThat(event.result().orElseThrow()).contains("\"status_code\":503");
    assertThat(endpoint.calls()).hasSize(3);
  }

  @Test
  void aCallUnderWayIsListedAsRunning() {
    Promise<Void> release = Promise.promise();
    Endpoint endpoint = sink.endpoint(Sink.after(release.future(), Sink.status(200)));
    node.create("running", call(endpoint).build());
    TriggerEvent running = running("running");
    assertThat(running.finishedAt()).isEmpty();
    assertThat(running.firedAt()).isAfterOrEqualTo(running.scheduledFor());
    release.complete();
    TriggerEvent event = node.onlyEvent("running");
    assertThat(event.id()).isEqualTo(running.id());
    assertThat(event.status()).isEqualTo(EventStatus.SUCCESS);
    assertThat(event.firedAt()).isEqualTo(running.firedAt());
  }

  private TriggerEvent running(String id) {
    return within(20)
        .until(
            () -> node.events(id),
            events -> events.stream().anyMatch(e -> e.status() == EventStatus.RUNNING))
        .get(0);
  }

  @Test
  void changesOfATriggerLetItsRunsEnd() {
    Promise<Void> release = Promise.promise();
    List<String> ids = List.of("edited", "paused", "deleted");
    List<Endpoint> endpoints =
        Stream.generate(() -> sink.endpoint(Sink.after(release.future(), Sink.status(200))))
            .limit(ids.size())
            .toList();
    for (int i = 0; i < ids.size(); i++) {
      node.create(ids.get(i), call(endpoints.get(i)).build());
    }
    ids.forEach(this::running);
    node.ask(
        TriggerApi.CHANGE_TRIGGER,
        new ChangeTrigger(
            TENANT, "edited", Specs.idle(ActionSpec.log()).build(), OptionalLong.empty()));
    node.ask(
        TriggerApi.ENABLE_TRIGGER,
        new EnableTrigger(TENANT, "paused", false, OptionalLong.empty()));
    node.ask(TriggerApi.DELETE_TRIGGER, new DeleteTrigger(TENANT, "deleted", OptionalLong.empty()));
    release.complete();
    ids.forEach(
        id -> {
          TriggerEvent event = node.onlyEvent(id);
          assertThat(event.status()).as(id).isEqualTo(EventStatus.SUCCESS);
          assertThat(event.attempts()).as(id).isEqualTo(1);
        });
    assertThat(endpoints).allSatisfy(endpoint -> assertThat(endpoint.calls()).hasSize(1));
  }

  @Test
  void aRetryOutlivesTheNode() {
    Endpoint endpoint = sink.endpoint(Sink.status(500), Sink.status(200));
    RetrySpec slowly = new RetrySpec(2, Duration.ofSeconds(6), Duration.ofSeconds(6), 1);
    try (TestDatabase own = TestPostgres.freshDatabase()) {
      try (TriggerNode first = TriggerNode.on(own)) {
        first.create("t", call(endpoint).retry(slowly).build());
        within(20).until(() -> first.events("t"), e -> !e.isEmpty() && e.get(0).attempts() == 1);
      }
      assertThat(endpoint.calls()).hasSize(1);
      try (TriggerNode second = TriggerNode.on(own)) {
        TriggerEvent event = second.onlyEvent("t");
        assertThat(event.status()).isEqualTo(EventStatus.SUCCESS);
        assertThat(event.attemptLog())
            .extracting(Attempt::statusCode)
            .containsExactly(Optional.of(500), Optional.of(200));
        assertThat(endpoint.calls()).extracting(Call::id).containsOnly(event.id().toString());
      }
    }
  }

  @Test
  void whatWasNotDoneWhenItsTriggerWentIsNoSuccess() {
    Endpoint endpoint = sink.endpoint(Sink.status(500));
    RetrySpec slowly = new RetrySpec(3, Duration.ofSeconds(8), Duration.ofSeconds(8), 1);
    try (TestDatabase own = TestPostgres.freshDatabase()) {
      try (TriggerNode first = TriggerNode.on(own)) {
        first.create("t", call(endpoint).retry(slowly).build());
        within(20).until(() -> first.events("t"), e -> !e.isEmpty() && e.get(0).attempts() == 1);
        first.ask(TriggerApi.DELETE_TRIGGER, new DeleteTrigger(TENANT, "t", OptionalLong.empty()));
      }
      try (TriggerNode second = TriggerNode.on(own)) {
        TriggerEvent event = second.onlyEvent("t");
        assertThat(event.status()).isEqualTo(EventStatus.FAILURE);
        assertThat(event.attempts()).isEqualTo(1);
        assertThat(event.note().orElseThrow()).contains("deleted", "the endpoint answered 500");
      }
    }
  }
}

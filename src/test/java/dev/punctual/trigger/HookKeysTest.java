package dev.punctual.trigger;

import static dev.punctual.trigger.Specs.api;
import static dev.punctual.trigger.Specs.post;
import static dev.punctual.trigger.TriggerNode.TENANT;
import static dev.punctual.trigger.TriggerNode.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemType;
import dev.punctual.testkit.Futures;
import dev.punctual.testkit.Sink;
import dev.punctual.testkit.Sink.Endpoint;
import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestPostgres;
import dev.punctual.trigger.api.HookApi;
import dev.punctual.trigger.api.HookApi.AcceptPayload;
import dev.punctual.trigger.api.TriggerApi;
import dev.punctual.trigger.api.TriggerApi.Accepted;
import dev.punctual.trigger.api.TriggerApi.ChangeTrigger;
import dev.punctual.trigger.domain.ActionSpec;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Payloads that are posted again under the same Idempotency-Key. */
@TestInstance(Lifecycle.PER_CLASS)
class HookKeysTest {
  private static final String SMALL = "{\"size\":1}";
  private static final String RED = "{\"colour\":\"red\"}";
  private static final String WAITING_FOR_KEYS =
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'
        AND query LIKE '%INTO trigger.hook_key%'
      """;
  private final Sink sink = new Sink();
  private final TestDatabase database = TestPostgres.freshDatabase();
  private final TriggerNode node = TriggerNode.on(database);

  @AfterAll
  void stop() {
    node.close();
    database.close();
    sink.close();
  }

  private String hook(String id, Specs specs) {
    return node.hook(id, specs.build());
  }

  private static AcceptPayload withKey(String token, String json, String key) {
    return new AcceptPayload(token, json, Optional.of(key));
  }

  private UUID accepted(AcceptPayload payload) {
    return node.ask(HookApi.ACCEPT_PAYLOAD, payload).eventId();
  }

  private Problem refused(AcceptPayload payload) {
    return node.refused(HookApi.ACCEPT_PAYLOAD, payload);
  }

  private void change(String id, Specs specs) {
    node.ask(
        TriggerApi.CHANGE_TRIGGER,
        new ChangeTrigger(TENANT, id, specs.build(), OptionalLong.empty()));
  }

  private List<Future<Accepted>> atOnce(List<AcceptPayload> payloads) {
    return payloads.stream().map(p -> node.request(HookApi.ACCEPT_PAYLOAD, p)).toList();
  }

  @Test
  void oneKeyIsOneEvent() {
    Endpoint endpoint = sink.endpoint(Sink.status(200));
    String token = hook("keyed", api(post(endpoint.url())));
    UUID first = accepted(withKey(token, SMALL, "k"));
    assertThat(node.ask(HookApi.ACCEPT_PAYLOAD, withKey(token, SMALL, "k")))
        .isEqualTo(new Accepted(first, true));
    node.ended(first);
    assertThat(accepted(withKey(token, SMALL, "k"))).isEqualTo(first);
    UUID other = accepted(withKey(token, SMALL, "other"));
    node.ended(other);
    assertThat(other).isNotEqualTo(first);
    assertThat(node.events("keyed")).hasSize(2);
    assertThat(endpoint.calls()).hasSize(2);
  }

  @Test
  void aKeyStandsForOnePayload() {
    String token = hook("reused", api(ActionSpec.log()));
    UUID first = accepted(withKey(token, SMALL, "k"));
    assertThat(refused(withKey(token, RED, "k")).type())
        .isEqualTo(ProblemType.IDEMPOTENCY_KEY_REUSED);
    node.ended(first);
    assertThat(node.events("reused")).hasSize(1);
  }

  @Test
  void aKeyOfOneTriggerIsFreeForAnother() {
    UUID one = accepted(withKey(hook("mine", api(ActionSpec.log())), SMALL, "k"));
    UUID other = accepted(withKey(hook("yours", api(ActionSpec.log())), SMALL, "k"));
    assertThat(one).isNotEqualTo(other);
  }

  @Test
  void fiftyAtOnceWithOneKeyAreOneDelivery() {
    Endpoint endpoint = sink.endpoint(Sink.status(200));
    String token = hook("fifty", api(post(endpoint.url())));
    Set<UUID> ids = new HashSet<>();
    atOnce(Collections.nCopies(50, withKey(token, SMALL, "k")))
        .forEach(answer -> ids.add(Futures.await(answer).eventId()));
    assertThat(ids).hasSize(1);
    node.ended(ids.iterator().next());
    assertThat(node.events("fifty")).hasSize(1);
    assertThat(endpoint.calls()).hasSize(1);
  }

  /** Every round, the node remembers a version that is outdated by then. */
  @Test
  void whoeverIsToldAnEventFindsItAlsoWhenKeysRaceAnEdit() {
    String token = hook("raced", api(ActionSpec.log()));
    Set<UUID> told = new HashSet<>();
    for (int round = 0; round < 10; round++) {
      accepted(withKey(token, SMALL, "before " + round));
      change("raced", api(ActionSpec.log()).schema(round % 2 == 0 ? "true" : "{}"));
      Set<UUID> ids = new HashSet<>();
      atOnce(Collections.nCopies(20, withKey(token, SMALL, "k" + round)))
          .forEach(answer -> ids.add(Futures.await(answer).eventId()));
      assertThat(ids).hasSize(1);
      told.addAll(ids);
    }
    told.forEach(node::ended);
    assertThat(node.events("raced")).hasSize(20);
  }

  /** Two groups that want the same keys in opposite orders, both stopped in the middle. */
  @Test
  void keysInAnyOrderDoNotStandInEachOthersWay() throws SQLException {
    String token = hook("orders", api(ActionSpec.log()));
    accepted(withKey(token, SMALL, "first"));
    List<Future<Accepted>> answers = new ArrayList<>();
    try (Connection other = database.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute(
          "INSERT INTO trigger.hook_key VALUES"
              + " ('%s', 'orders', 'k2', '', gen_random_uuid(), now())".formatted(TENANT));
      answers.addAll(atOnce(keyed(token, "k1", "k2", "k3")));
      within(20).until(() -> database.count(WAITING_FOR_KEYS) == 1);
      answers.addAll(atOnce(keyed(token, "k3", "k2", "k1")));
      within(20).until(() -> database.count(WAITING_FOR_KEYS) == 2);
      other.rollback();
    }
    Set<UUID> ids = new HashSet<>();
    answers.forEach(answer -> ids.add(Futures.await(answer).eventId()));
    assertThat(ids).hasSize(3);
    within(20).until(() -> node.logged("orders") == 4);
  }

  private static List<AcceptPayload> keyed(String token, String... keys) {
    return Stream.of(keys).map(key -> withKey(token, SMALL, key)).toList();
  }
}

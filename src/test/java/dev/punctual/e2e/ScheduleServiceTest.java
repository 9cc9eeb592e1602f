package dev.punctual.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import dev.punctual.testkit.TestNode;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be asked of the Scheduling Service, and what it says to the rest. */
@TestInstance(Lifecycle.PER_CLASS)
class ScheduleServiceTest {
  private static final String MONDAY = "2026-11-30";

  private final TestNode node =
      TestNode.start(Map.of("PUNCTUAL_API_KEYS", "one:one-key,other:other-key:north"));
  private final Api api = node.api().with("Authorization", "Bearer one-key");

  @BeforeAll
  void someoneToWork() {
    api.post("/api/v1/groups", "{\"id\":\"g\",\"name\":\"G\"}");
    api.post("/api/v1/staff", "{\"id\":\"s\",\"name\":\"S\",\"email\":\"s@example.com\"}");
    api.put("/api/v1/groups/g/members/s", "");
  }

  @AfterAll
  void stop() {
    node.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"9999-12-06", "9999-12-27", "0000-01-03", "1969-12-29", "+10000-01-03"})
  void refusesAPeriodOutsideOfTheYears1970To9999(String begin) {
    Answer refused = ask(begin, "");
    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.json().at("/errors/0/pointer").asText()).isEqualTo("/period_begin_date");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1970-01-05", "9999-11-29"})
  void writesTheFirstAndTheLastPeriodInEveryFormat(String begin) {
    String path = "/api/v1/schedules/" + completed(ask(begin, ""));
    String result = api.get(path + "/result").text();
    assertThat(result).contains("\"date\":\"" + begin + "\"").doesNotContain("+10000");
    assertThat(api.get(path + "/calendar.ics?staff_id=s").status()).isEqualTo(200);
  }

  @Test
  void theScheduleItselfReadsAsItsStatus() {
    String path = "/api/v1/schedules/" + completed(ask(MONDAY, ""));
    Answer schedule = api.get(path);
    assertThat(schedule.status()).isEqualTo(200);
    assertThat(schedule.json()).isEqualTo(api.get(path + "/status").json());
    assertThat(api.get("/api/v1/schedules/none").status()).isEqualTo(404);
  }

  @Test
  void takesTheClientsIdOnceATenant() {
    Answer accepted = ask(MONDAY, ",\"schedule_id\":\"may_2-A\"");
    assertThat(accepted.field("schedule_id")).isEqualTo("may_2-A");
    assertThat(accepted.header("Location")).isEqualTo("/api/v1/schedules/may_2-A/status");
    Answer taken = ask(MONDAY, ",\"schedule_id\":\"may_2-A\"");
    assertThat(taken.status()).isEqualTo(409);
    assertThat(taken.field("code")).isEqualTo("id_taken");

    Api other = node.api().with("Authorization", "Bearer other-key");
    Answer elsewhere = ask(other, MONDAY, ",\"schedule_id\":\"may_2-A\"");
    assertThat(elsewhere.status()).isEqualTo(202);
    assertThat(other.finished("may_2-A").field("status")).isEqualTo("FAILED");
    assertThat(completed(accepted)).isEqualTo("may_2-A");
    assertThat(api.get("/api/v1/schedules/may_2-A/result").json().path("assignments")).hasSize(28);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "\"a b\"", "\"a/b\"", "7", "null"})
  void refusesWhatIsNoId(String id) {
    Answer refused = ask(MONDAY, ",\"schedule_id\":" + id);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json().at("/errors/0/pointer").asText()).isEqualTo("/schedule_id");
  }

  @Test
  void anIdIsFreeAgainWhenItsScheduleIsGone() {
    String id = completed(ask(MONDAY, ",\"schedule_id\":\"again\""));
    assertThat(api.delete("/api/v1/schedules/" + id).status()).isEqualTo(204);
    assertThat(completed(ask("2026-12-28", ",\"schedule_id\":\"again\""))).isEqualTo("again");
    assertThat(api.get("/api/v1/schedules/again/result").json().path("assignments")).hasSize(28);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "null"})
  void noConstraintsMayBeSaid(String constraints) {
    assertThat(ask(MONDAY, ",\"constraints\":" + constraints).status()).isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"min_day_off\":1}", "[{}]"})
  void refusesConstraintsRatherThanIgnoreThem(String constraints) {
    Answer refused = ask(MONDAY, ",\"constraints\":" + constraints);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json().at("/errors/0/pointer").asText()).isEqualTo("/constraints");
    assertThat(refused.json().at("/errors/0/message").asText()).contains("reserved");
  }

  private Answer ask(String begin, String more) {
    return ask(api, begin, more);
  }

  private static Answer ask(Api api, String begin, String more) {
    return api.post(
        "/api/v1/schedules",
        "{\"staff_group_id\":\"g\",\"period_begin_date\":\"%s\"%s}".formatted(begin, more));
  }

  /** The schedule's id, when it is completed. */
  private String completed(Answer accepted) {
    String id = accepted.field("schedule_id");
    assertThat(api.finished(id).field("status")).as(accepted.text()).isEqualTo("COMPLETED");
    return id;
  }
}

package dev.punctual.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import dev.punctual.testkit.TestNode;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class ImportTest {
  private final TestNode node = TestNode.start(Map.of());
  private final Api api = node.api();

  @AfterAll
  void stop() {
    node.close();
  }

  @Test
  void oneBadRowRejectsAllAndIsNamed() {
    Answer answer =
        api.post(
            "/api/v1/staff/import",
            """
            [{"id":"a","name":"A","email":"a@example.com"},
             {"id":"b","name":"B"},
             {"id":"c","name":"C","email":"A@example.com"}]""");
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.field("code")).isEqualTo("import_rejected");
    assertThat(answer.json().path("failed").asInt()).isEqualTo(2);
    assertThat(answer.json().at("/errors/0/index").asInt()).isEqualTo(1);
    assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo("/1/email");
    assertThat(answer.json().at("/errors/1/pointer").asText()).isEqualTo("/2/email");
    assertThat(api.get("/api/v1/staff/a").status()).isEqualTo(404);
  }

  @Test
  void partialKeepsTheGoodRows() {
    Answer answer =
        api.post(
            "/api/v1/staff/import?mode=partial",
            """
            [{"id":"p1","name":"A","email":"p1@example.com"}, 7,
             {"id":"p1","name":"again","email":"p2@example.com"}]""");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("received").asInt()).isEqualTo(3);
    assertThat(answer.json().path("created").asInt()).isEqualTo(1);
    assertThat(answer.json().path("failed").asInt()).isEqualTo(2);
    assertThat(api.get("/api/v1/staff/p1").field("name")).isEqualTo("A");
  }

  @Test
  void aControlCharacterCostsNoOtherRow() {
    Answer answer =
        api.post(
            "/api/v1/staff/import?mode=partial",
            """
            [{"id":"nul","name":"N","email":"nul@example.com","position":"\\u0000"},
             {"id":"bell","name":"B","email":"b\\u0007@example.com"},
             {"id":"fine","name":"F","email":"fine@example.com"}]""");
    assertThat(answer.field("created")).isEqualTo("1");
    assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo("/0/position");
    assertThat(answer.json().at("/errors/1/pointer").asText()).isEqualTo("/1/email");
  }

  @Test
  void anUpsertMaySwapAddressesBetweenPeople() {
    api.post(
        "/api/v1/staff/import",
        """
        [{"id":"s1","name":"A","email":"one@example.com"},
         {"id":"s2","name":"B","email":"two@example.com"}]""");
    String swapped =
        """
        [{"id":"s1","name":"A","email":"two@example.com"},
         {"id":"s2","name":"B","email":"one@example.com"}]""";
    assertThat(api.post("/api/v1/staff/import", swapped).status()).isEqualTo(422);
    assertThat(api.post("/api/v1/staff/import?upsert=true", swapped).field("updated"))
        .isEqualTo("2");
    assertThat(api.get("/api/v1/staff/s1").field("email")).isEqualTo("two@example.com");
  }

  @Test
  void aParentMayFollowItsChildButNotBeOne() {
    assertThat(
            api.post(
                    "/api/v1/groups/import",
                    """
                    [{"id":"kid","name":"K","parent_group_id":"top"}, {"id":"top","name":"T"}]""")
                .field("created"))
        .isEqualTo("2");
    Answer circle =
        api.post(
            "/api/v1/groups/import?mode=partial",
            """
            [{"id":"x","name":"X","parent_group_id":"y"},{"id":"y","name":"Y","parent_group_id":"x"},
             {"id":"z","name":"Z","parent_group_id":"x"},{"id":"ok","name":"O"}]""");
    assertThat(circle.field("created")).isEqualTo("1");
    assertThat(circle.field("failed")).isEqualTo("3");
    assertThat(api.get("/api/v1/groups/x").status()).isEqualTo(404);
  }

  @Test
  void membershipsNameWhatTheyMiss() {
    api.post("/api/v1/groups", "{\"id\":\"mg\",\"name\":\"M\"}");
    Answer answer =
        api.post("/api/v1/memberships/import", "[{\"group_id\":\"mg\",\"staff_id\":\"ghost\"}]");
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo("/0/staff_id");
  }

  @Test
  void aMembershipThatExistsIsLeftAloneAndCountsAsUpdated() {
    api.post("/api/v1/groups", "{\"id\":\"twice\",\"name\":\"T\"}");
    api.post("/api/v1/staff", "{\"id\":\"m\",\"name\":\"M\",\"email\":\"m@example.com\"}");
    String rows = "[{\"group_id\":\"twice\",\"staff_id\":\"m\"}]";
    assertThat(api.post("/api/v1/memberships/import", rows).field("created")).isEqualTo("1");
    assertThat(api.post("/api/v1/memberships/import", rows).field("updated")).isEqualTo("1");
    assertThat(api.get("/api/v1/groups/twice/members").json().path("data")).hasSize(1);
  }

  @Test
  void takesTenThousandPeople500GroupsAnd20000Memberships() {
    String staff =
        rows(
            10_000,
            i -> "{\"id\":\"n%d\",\"name\":\"N\",\"email\":\"n%d@example.com\"}".formatted(i, i));
    String groups =
        rows(
            500,
            i ->
                "{\"id\":\"h%d\",\"name\":\"H\",\"parent_group_id\":%s}"
                    .formatted(499 - i, i == 499 ? "null" : "\"h" + (498 - i) / 4 + "\""));
    String memberships =
        rows(
            20_000,
            i ->
                "{\"group_id\":\"h%d\",\"staff_id\":\"n%d\"}"
                    .formatted((i % 10_000 * 7 + i / 10_000) % 500, i % 10_000));
    assertThat(api.post("/api/v1/staff/import", staff).field("created")).isEqualTo("10000");
    assertThat(api.post("/api/v1/groups/import", groups).field("created")).isEqualTo("500");
    assertThat(api.post("/api/v1/memberships/import", memberships).field("created"))
        .isEqualTo("20000");
    assertThat(api.get("/api/v1/groups/h0/resolved-members").json().path("data")).hasSize(10_000);

    Answer schedule =
        api.post(
            "/api/v1/schedules",
            "{\"staff_group_id\":\"h0\",\"period_begin_date\":\"2026-11-30\"}");
    String id = schedule.field("schedule_id");
    assertThat(api.finished(id).field("status")).isEqualTo("COMPLETED");
    assertThat(api.get("/api/v1/schedules/" + id + "/result").json().path("assignments"))
        .hasSize(280_000);
  }

  private static String rows(int count, java.util.function.IntFunction<String> row) {
    return IntStream.range(0, count).mapToObj(row).collect(Collectors.joining(",", "[", "]"));
  }
}

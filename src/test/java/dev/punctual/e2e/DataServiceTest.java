package dev.punctual.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import dev.punctual.testkit.TestNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(Lifecycle.PER_CLASS)
class DataServiceTest {
  private final TestNode node = TestNode.start(Map.of());
  private final Api api = node.api();

  @BeforeAll
  void ready() {
    assertThat(api.get("/health/ready").status()).isEqualTo(200);
  }

  @AfterAll
  void stop() {
    node.close();
  }

  @Test
  void aPersonIsCreatedReadChangedAndRemoved() {
    Answer created = staff("ada", "Ada", "Ada@Example.com");
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.header("Location")).isEqualTo("/api/v1/staff/ada");
    assertThat(created.field("status")).isEqualTo("ACTIVE");
    assertThat(api.get("/api/v1/staff/ada").json()).isEqualTo(created.json());

    Answer patched = api.patch("/api/v1/staff/ada", "{\"position\":\"Nurse\"}");
    assertThat(patched.field("position")).isEqualTo("Nurse");
    assertThat(patched.field("name")).isEqualTo("Ada");
    assertThat(patched.header("ETag")).isNotEqualTo(created.header("ETag"));
    Answer replaced =
        api.put("/api/v1/staff/ada", "{\"name\":\"A\",\"email\":\"ada@example.com\"}");
    assertThat(replaced.json().path("position").isNull()).isTrue();

    assertThat(api.delete("/api/v1/staff/ada").status()).isEqualTo(204);
    assertThat(api.get("/api/v1/staff/ada").field("code")).isEqualTo("not_found");
  }

  @Test
  void anEmailAddressBelongsToOnePersonWhateverItsCase() {
    staff("email-1", "One", "same@example.com");
    Answer taken = staff("email-2", "Two", "SAME@example.com");
    assertThat(taken.status()).isEqualTo(409);
    assertThat(taken.field("code")).isEqualTo("email_taken");
    staff("email-3", "Three", "three@example.com");
    Answer moved = api.patch("/api/v1/staff/email-3", "{\"email\":\"Same@Example.com\"}");
    assertThat(moved.field("code")).isEqualTo("email_taken");
    assertThat(staff("email-1", "One", "other@example.com").field("code")).isEqualTo("id_taken");
  }

  @Test
  void aStaleChangeIsRefused() {
    Answer created = staff("etag", "E", "etag@example.com");
    Answer changed = api.patch("/api/v1/staff/etag", "{\"name\":\"F\"}");
    Api first = api.with("If-Match", created.header("ETag"));
    assertThat(first.patch("/api/v1/staff/etag", "{\"name\":\"G\"}").status()).isEqualTo(412);
    assertThat(first.delete("/api/v1/staff/etag").status()).isEqualTo(412);
    Api second = api.with("If-Match", changed.header("ETag"));
    assertThat(second.patch("/api/v1/staff/etag", "{\"name\":\"G\"}").status()).isEqualTo(200);
  }

  @Test
  void anETagDoesNotHoldForWhatIsMadeUnderTheSameIdLater() {
    String person = "{\"id\":\"again\",\"name\":\"A\",\"email\":\"again@example.com\"}";
    assertTagsDiffer("/api/v1/staff", "/again", person);
    assertTagsDiffer("/api/v1/groups", "/again", "{\"id\":\"again\",\"name\":\"A\"}");
  }

  private void assertTagsDiffer(String collection, String id, String body) {
    Set<String> tags = new HashSet<>();
    tags.add(api.post(collection, body).header("ETag"));
    api.delete(collection + id);
    tags.add(api.post(collection, body).header("ETag"));
    api.delete(collection + id);
    api.post(collection + "/import", "[" + body + "]");
    tags.add(api.get(collection + id).header("ETag"));
    assertThat(tags).hasSize(3);
  }

  @Test
  void controlCharactersAreRefused() {
    assertThat(staff("control", "C\\u0000", "c@example.com").status()).isEqualTo(422);
    assertThat(staff("control", "C", "c\\u0000@example.com").status()).isEqualTo(422);
    assertThat(staff("control", "C", "c@example\\u0007.com").status()).isEqualTo(422);
    staff("control", "C", "c@example.com");
    Answer position = api.patch("/api/v1/staff/control", "{\"position\":\"\\u0000\"}");
    assertThat(position.json().at("/errors/0/pointer").asText()).isEqualTo("/position");
    assertThat(api.get("/api/v1/staff?q=%00").field("code")).isEqualTo("parameter_invalid");
    assertThat(api.get("/api/v1/staff?position=a%00").field("code")).isEqualTo("parameter_invalid");
  }

  @Test
  void aNameThatNobodyCanSeeIsRefused() {
    assertThat(staff("blank", "\\u00a0\\u200b\\u3000", "b@example.com").status()).isEqualTo(422);
    assertThat(staff("seen", "\\u00a0J\\u00fcrgen \\u5c71", "b@example.com").status())
        .isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "staff",
        "groups",
        "groups/g/members",
        "schedules",
        "triggers",
        "counters",
        "events",
        "events/summary",
        "drivers",
        "packages",
        "deliveries",
        "calls"
      })
  void everyListRefusesACursorThatWasNotGivenOut(String list) {
    for (String cursor : List.of("", "abc", "YWJj==", "%20")) {
      Answer answer = api.get("/api/v1/" + list + "?cursor=" + cursor);
      assertThat(answer.field("code")).as(cursor).isEqualTo("parameter_invalid");
    }
  }

  @Test
  void pagesHoldEverybodyOnceInTheOrderOfIds() {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      rows.add(
          "{\"id\":\"page-%03d\",\"name\":\"P\",\"email\":\"page%d@example.com\",\"position\":\"Pager\"}"
              .formatted(i, i));
    }
    assertThat(api.post("/api/v1/staff/import", rows.toString()).field("created")).isEqualTo("120");
    List<String> ids = new ArrayList<>();
    String cursor = "";
    do {
      Answer page = api.get("/api/v1/staff?position=Pager&limit=50" + cursor);
      page.json().path("data").forEach(member -> ids.add(member.path("id").asText()));
      cursor = "&cursor=" + page.field("next_cursor");
      if (!page.json().path("has_more").asBoolean()) {
        break;
      }
    } while (ids.size() < 1_000);
    assertThat(ids).hasSize(120).isSorted().doesNotHaveDuplicates();
    assertThat(api.get("/api/v1/staff?q=PAGE7@").json().path("data")).hasSize(1);
  }

  @Test
  void aGroupCannotBeNestedInItselfNorUnderNobody() {
    group("c1", "null");
    group("c2", "\"c1\"");
    group("c3", "\"c2\"");
    Answer cycle = api.patch("/api/v1/groups/c1", "{\"parent_group_id\":\"c3\"}");
    assertThat(cycle.status()).isEqualTo(409);
    assertThat(cycle.field("code")).isEqualTo("group_cycle");
    assertThat(group("c4", "\"nowhere\"").status()).isEqualTo(422);
  }

  @Test
  void aGroupWithChildrenGoesOnlyTogetherWithThem() {
    group("d1", "null");
    group("d2", "\"d1\"");
    assertThat(api.delete("/api/v1/groups/d1").field("code")).isEqualTo("group_has_children");
    assertThat(api.delete("/api/v1/groups/d1?cascade=true").status()).isEqualTo(204);
    assertThat(api.get("/api/v1/groups/d2").status()).isEqualTo(404);
  }

  @Test
  void resolvedMembersAreEverybodyBelowOnceAndFollowEveryChange() {
    group("r1", "null");
    group("r2", "\"r1\"");
    group("r3", "\"r2\"");
    for (String id : List.of("rb", "ra", "rc")) {
      staff(id, id, id + "@example.com");
    }
    member("r1", "ra");
    member("r3", "ra");
    member("r3", "rb");
    assertThat(member("r3", "rb")).isEqualTo(204);
    assertThat(resolved("r1", "")).containsExactly("ra", "rb");
    member("r2", "rc");
    assertThat(resolved("r1", "")).containsExactly("ra", "rb", "rc");
    api.patch("/api/v1/staff/rb", "{\"status\":\"INACTIVE\"}");
    assertThat(resolved("r1", "?status=ACTIVE")).containsExactly("ra", "rc");
    api.patch("/api/v1/groups/r3", "{\"parent_group_id\":null}");
    assertThat(resolved("r1", "")).containsExactly("ra", "rc");
    api.delete("/api/v1/staff/rc");
    assertThat(resolved("r1", "")).containsExactly("ra");
    assertThat(api.get("/api/v1/groups/none/resolved-members").status()).isEqualTo(404);
  }

  private Answer staff(String id, String name, String email) {
    return api.post(
        "/api/v1/staff",
        "{\"id\":\"%s\",\"name\":\"%s\",\"email\":\"%s\"}".formatted(id, name, email));
  }

  private Answer group(String id, String parent) {
    return api.post(
        "/api/v1/groups",
        "{\"id\":\"%s\",\"name\":\"G\",\"parent_group_id\":%s}".formatted(id, parent));
  }

  private int member(String group, String staff) {
    return api.put("/api/v1/groups/" + group + "/members/" + staff, "").status();
  }

  private List<String> resolved(String group, String query) {
    List<String> ids = new ArrayList<>();
    for (JsonNode member :
        api.get("/api/v1/groups/" + group + "/resolved-members" + query).json().path("data")) {
      ids.add(member.path("id").asText());
    }
    return ids;
  }
}

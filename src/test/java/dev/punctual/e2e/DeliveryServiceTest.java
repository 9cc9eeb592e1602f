package dev.punctual.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestNode;
import dev.punctual.testkit.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A day of deliveries, over HTTP, on two nodes that share a database; every test is a tenant. */
@TestInstance(Lifecycle.PER_CLASS)
class DeliveryServiceTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PACKAGE =
      """
      {"package_id":"%s","weight_kg":3.5,"is_perishable":false,"region":"north","distance_km":5,
       "is_express":false,"is_fragile":false,"hazmat_class":null,"temperature_c":10,
       "delivery_hour":9,"volume_m3":0.5,"destination_address":"1 Depot Road"}""";

  private static final Map<String, String> KEYS =
      Map.of(
          "PUNCTUAL_API_KEYS",
          IntStream.range(0, 20)
              .mapToObj(i -> "k%d:key-%d:tenant-%d".formatted(i, i, i))
              .collect(Collectors.joining(",")),
          "PUNCTUAL_ROLES",
          "http,delivery");

  private final TestDatabase database = TestPostgres.freshDatabase();
  private TestNode one;
  private TestNode other;
  private int tenants;

  /** More settings, for another store of assignments. */
  Map<String, String> store() {
    return Map.of();
  }

  @BeforeAll
  void start() {
    Map<String, String> settings = new HashMap<>(KEYS);
    settings.putAll(store());
    one = TestNode.startOn(database, settings);
    other = TestNode.startOn(database, settings);
  }

  @AfterAll
  void stop() {
    one.close();
    other.close();
    database.close();
  }

  @Test
  void placesTheMaximumOfTheSampleDay() {
    Api api = tenant(one);
    List<String> drivers = importSampleDay(api);

    Answer assigned = assign(api, "/assign", drivers, 10);

    RawFlow peer = new RawFlow(sample("drivers"), sample("packages"));
    assertThat(placed(assigned)).hasSize(peer.maximum(10)).doesNotHaveDuplicates();
    assertThat(assigned.json().path("assignments").properties())
        .hasSize(99)
        .allSatisfy(
            entry -> {
              assertThat(entry.getValue().size()).isLessThanOrEqualTo(10);
              entry
                  .getValue()
                  .forEach(id -> assertThat(peer.admits(entry.getKey(), id.asText())).isTrue());
            });
    assertThat(
            StreamSupport.stream(
                    assigned.json().path("assignments").properties().spliterator(), false)
                .map(Map.Entry::getKey))
        .containsExactlyElementsOf(drivers);
    assertThat(placed(assigned).size() + assigned.json().path("unassigned_packages").size())
        .isEqualTo(990);
    assertThat(api.all("/api/v1/deliveries?status=assigned")).hasSize(placed(assigned).size());
  }

  @Test
  void givesNothingAwayTwiceWhenManyAssignOnTwoNodes() {
    Api here = tenant(one);
    Api there = new Api(other.api().base(), here.headers());
    List<String> drivers = importSampleDay(here);

    List<CompletableFuture<Answer>> racers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Api api = i % 2 == 0 ? here : there;
      List<String> some = drivers.subList(i * 12, (i + 1) * 12);
      racers.add(CompletableFuture.supplyAsync(() -> assign(api, "/assign", some, 20)));
    }

    List<String> all = new ArrayList<>();
    for (CompletableFuture<Answer> racer : racers) {
      Answer answer = racer.join();
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      all.addAll(placed(answer));
    }
    assertThat(all).doesNotHaveDuplicates().isNotEmpty();
    assertThat(here.all("/api/v1/deliveries")).hasSize(all.size());
  }

  @Test
  void walksAPackageToItsDoor() {
    Api api = smallDay(List.of("d1"), List.of("p1"));
    assertThat(placed(assign(api, "/api/v1/deliveries/assign", List.of("d1"), 1)))
        .containsExactly("p1");

    assertThat(update(api, "d1", "p1", "in_progress").field("code"))
        .isEqualTo("delivery_step_refused");
    for (String step : List.of("accepted", "in_progress", "delivered")) {
      Answer moved = update(api, "d1", "p1", step);
      assertThat(moved.status()).isEqualTo(200);
      assertThat(moved.field("status")).isEqualTo(step);
    }

    assertThat(update(api, "d1", "p1", "failed_to_deliver").status()).isEqualTo(409);
    assertThat(update(api, "d1", "p2", "accepted").status()).isEqualTo(404);
    assertThat(update(api, "d1", "p1", "eaten").status()).isEqualTo(422);
    Answer delivered = api.get("/api/v1/deliveries?status=delivered");
    assertThat(delivered.json().at("/data/0/destination_address").asText())
        .isEqualTo("1 Depot Road");
    assertThat(delivered.json().at("/data/0/weight_kg").asDouble()).isEqualTo(3.5);
  }

  @Test
  void assignsAgainOnlyWhatFailed() {
    Api api = smallDay(List.of("d1", "d2"), List.of("p1", "p2"));
    assign(api, "/assign", List.of("d1"), 2);
    for (String step : List.of("accepted", "in_progress", "failed_to_deliver")) {
      update(api, "d1", "p2", step);
    }

    Answer again = assign(api, "/assign", List.of("d2"), 2);

    assertThat(again.json().at("/assignments/d2")).hasSize(1);
    assertThat(placed(again)).containsExactly("p2");
    assertThat(again.json().path("unassigned_packages")).isEmpty();
    assertThat(api.get("/api/v1/deliveries?driver_id=d1").json().path("data")).hasSize(2);
  }

  @Test
  void namesTheDriverThatIsNotOnTheList() {
    Api api = smallDay(List.of("d1"), List.of("p1"));

    Answer refused = assign(api, "/assign", List.of("d1", "ghost"), 1);

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.field("code")).isEqualTo("unknown_reference");
    assertThat(refused.json().at("/errors/0/pointer").asText()).isEqualTo("/driver_ids/1");
    assertThat(refused.text()).contains("ghost");
    assertThat(assign(api, "/assign", List.of("d1"), 0).status()).isEqualTo(422);
    assertThat(api.get("/api/v1/deliveries").json().path("data")).isEmpty();
  }

  @Test
  void saysWhyWhenAsked() {
    Api api = smallDay(List.of("d1", "d2"), List.of("p1", "p2", "p3"));
    importRows(
        api,
        "drivers",
        """
        [{"driver_id":"d1","rules":[]},
         {"driver_id":"d2","rules":[{"rule_id":"r","code":"MAX_WEIGHT","params":{"limit_kg":3.4}}]}]""");

    Answer answer =
        api.post("/assign?explain=true", "{\"driver_ids\":[\"d1\",\"d2\"],\"max_per_driver\":2}");

    JsonNode why = answer.json().path("explanation");
    assertThat(why.at("/packages/0/reason").asText()).isEqualTo("drivers_full");
    assertThat(why.at("/packages/0/package_ids")).hasSize(1);
    assertThat(why.at("/packages/0/drivers/some/0").asText()).isEqualTo("d1");
    assertThat(why.at("/drivers/0/reason").asText()).isEqualTo("no_package_admitted");
    assertThat(why.at("/drivers/0/rules/0/code").asText()).isEqualTo("MAX_WEIGHT");
    assertThat(why.at("/drivers/0/rules/0/excluded").asInt()).isEqualTo(3);
  }

  @Test
  void refusesRulesByIndexAndPointer() {
    Api api = tenant(one);

    Answer refused =
        api.post(
            "/api/v1/drivers/import",
            """
            [{"driver_id":"a","rules":[{"rule_id":"r","code":"NO_NAPS","params":{}}]},
             {"driver_id":"b","rules":[{"rule_id":"r","code":"EXPRESS_ONLY","params":{}},
                                       {"rule_id":"r","code":"MAX_WEIGHT","params":{}}]},
             {"driver_id":"c","rules":[{"rule_id":"r","code":"TIME_WINDOW",
                                        "params":{"start_hour":"8","end_hour":24}}]},
             {"driver_id":"d","rules":[]}, {"driver_id":"d","rules":[]},
             {"driver_id":"e","rules":[{"rule_id":"r","code":"MAX_WEIGHT",
                                        "params":{"limit_kg":10,"extra":1}}]}]""");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json().findValuesAsText("pointer"))
        .containsExactlyInAnyOrder(
            "/0/rules/0/code",
            "/1/rules/1/params/limit_kg",
            "/2/rules/0/params/start_hour",
            "/2/rules/0/params/end_hour",
            "/4/driver_id",
            "/5/rules/0/params/extra");
    assertThat(api.get("/api/v1/drivers").json().path("data")).isEmpty();
  }

  @Test
  void replacesTheDaysListUnlessItIsToldToAppend() {
    Api api = smallDay(List.of("d1", "d2"), List.of("p1"));

    importRows(api, "drivers?append=true", "[{\"driver_id\":\"d3\",\"rules\":[]}]");
    assertThat(ids(api, "drivers", "driver_id")).containsExactly("d1", "d2", "d3");
    assertThat(
            api.post("/api/v1/drivers/import?append=true", "[{\"driver_id\":\"d3\",\"rules\":[]}]")
                .status())
        .isEqualTo(422);
    importRows(api, "drivers?append=true&upsert=true", "[{\"driver_id\":\"d3\",\"rules\":[]}]");
    importRows(api, "drivers", "[{\"driver_id\":\"d4\",\"rules\":[]}]");
    assertThat(ids(api, "drivers", "driver_id")).containsExactly("d4");
    importRows(api, "packages", "[]");
    assertThat(ids(api, "packages", "package_id")).isEmpty();
  }

  private Api tenant(TestNode node) {
    return node.api().with("Authorization", "Bearer key-" + tenants++);
  }

  private Api smallDay(List<String> drivers, List<String> packages) {
    Api api = tenant(one);
    importRows(
        api,
        "drivers",
        drivers.stream().map("{\"driver_id\":\"%s\",\"rules\":[]}"::formatted).toList().toString());
    importRows(api, "packages", packages.stream().map(PACKAGE::formatted).toList().toString());
    return api;
  }

  private static List<String> importSampleDay(Api api) {
    importRows(api, "drivers", sample("drivers").toString());
    importRows(api, "packages", sample("packages").toString());
    return sample("drivers").findValuesAsText("driver_id");
  }

  private static void importRows(Api api, String list, String rows) {
    String path = list.replaceFirst("\\?|$", "/import$0");
    Answer answer = api.post("/api/v1/" + path, rows);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  private static Answer assign(Api api, String path, List<String> drivers, int maxPerDriver) {
    String ids = drivers.stream().map("\"%s\""::formatted).collect(Collectors.joining(","));
    return api.post(
        path, "{\"driver_ids\":[%s],\"max_per_driver\":%d}".formatted(ids, maxPerDriver));
  }

  private static Answer update(Api api, String driverId, String packageId, String status) {
    return api.post(
        "/update",
        "{\"driver_id\":\"%s\",\"package_id\":\"%s\",\"status\":\"%s\"}"
            .formatted(driverId, packageId, status));
  }

  private static List<String> placed(Answer assigned) {
    List<String> ids = new ArrayList<>();
    assigned
        .json()
        .path("assignments")
        .forEach(packages -> packages.forEach(id -> ids.add(id.asText())));
    return ids;
  }

  private static List<String> ids(Api api, String list, String field) {
    return api.get("/api/v1/" + list).json().path("data").findValuesAsText(field);
  }

  private static JsonNode sample(String list) {
    try {
      return JSON.readTree(Files.readString(Path.of("sample-data/deliveries", list + ".json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

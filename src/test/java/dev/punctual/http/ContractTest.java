package dev.punctual.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.punctual.bus.Bus;
import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import dev.punctual.testkit.Futures;
import dev.punctual.testkit.TestNode;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The contract and the server say the same: every operation is asked and its answer checked. */
@TestInstance(Lifecycle.PER_CLASS)
class ContractTest {
  private final Vertx vertx = Vertx.vertx();
  private final Contract contract = Futures.await(Contract.load(vertx));
  private final TestNode node = TestNode.start(Map.of());
  private final Api api = node.api();
  private final Set<String> asked = new HashSet<>();
  private final JsonNode tree;

  ContractTest() throws IOException {
    tree = new YAMLMapper().readTree(contract.text());
  }

  @AfterAll
  void stop() {
    node.close();
    Futures.await(vertx.close());
  }

  @Test
  void everyOperationHasAHandlerAndEveryHandlerAnOperation() {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Bus bus = new Bus(vertx, meters);
    Set<String> handled = new TreeSet<>();
    List.<Routes>of(
            new StaffRoutes(bus),
            new GroupRoutes(vertx, bus),
            new ImportRoutes(vertx, bus, 1, new AtomicInteger()),
            new ScheduleRoutes(bus),
            new OperationsRoutes(new Health(vertx), meters, contract))
        .forEach(routes -> handled.addAll(routes.handlers().keySet()));
    assertThat(handled).isEqualTo(new TreeSet<>(contract.operations().keySet()));
  }

  @Test
  void liveAnswersSatisfyTheContract() {
    String staff = "{\"id\":\"s\",\"name\":\"S\",\"email\":\"s@example.com\"}";
    ask("createStaff", api.post("/api/v1/staff", staff), 201);
    ask("createStaff", api.post("/api/v1/staff", staff), 409);
    ask("listStaff", api.get("/api/v1/staff?limit=1"), 200);
    ask("getStaff", api.get("/api/v1/staff/s"), 200);
    ask("getStaff", api.get("/api/v1/staff/none"), 404);
    ask("replaceStaff", api.put("/api/v1/staff/s", staff), 200);
    ask("patchStaff", api.patch("/api/v1/staff/s", "{\"position\":null}"), 200);
    ask("importStaff", api.post("/api/v1/staff/import", "[]"), 200);
    ask("importStaff", api.post("/api/v1/staff/import", "[{}]"), 422);
    ask("createGroup", api.post("/api/v1/groups", "{\"id\":\"g\",\"name\":\"G\"}"), 201);
    ask("listGroups", api.get("/api/v1/groups"), 200);
    ask("getGroup", api.get("/api/v1/groups/g"), 200);
    ask("replaceGroup", api.put("/api/v1/groups/g", "{\"name\":\"H\"}"), 200);
    ask("patchGroup", api.patch("/api/v1/groups/g", "{\"name\":\"I\"}"), 200);
    ask("importGroups", api.post("/api/v1/groups/import", "[]"), 200);
    ask("addMember", api.put("/api/v1/groups/g/members/s", ""), 204);
    ask("listMembers", api.get("/api/v1/groups/g/members"), 200);
    ask("resolveMembers", api.get("/api/v1/groups/g/resolved-members"), 200);
    ask("importMemberships", api.post("/api/v1/memberships/import", "[]"), 200);
    schedules();
    ask("removeMember", api.delete("/api/v1/groups/g/members/s"), 204);
    ask("deleteGroup", api.delete("/api/v1/groups/g"), 204);
    ask("deleteStaff", api.delete("/api/v1/staff/s"), 204);
    ask("healthLive", api.get("/health/live"), 200);
    ask("healthReady", api.get("/health/ready"), 200);
    ask("healthStarted", api.get("/health/started"), 200);
    ask("metrics", api.get("/metrics"), 200);
    ask("openapi", api.get("/openapi.yaml"), 200);
    assertThat(asked).isEqualTo(contract.operations().keySet());
  }

  private void schedules() {
    Answer created =
        api.post(
            "/api/v1/schedules", "{\"staff_group_id\":\"g\",\"period_begin_date\":\"2026-11-30\"}");
    ask("createSchedule", created, 202);
    String path = "/api/v1/schedules/" + created.field("schedule_id");
    assertThat(api.finished(created.field("schedule_id")).field("status")).isEqualTo("COMPLETED");
    ask("getScheduleStatus", api.get(path + "/status"), 200);
    ask("getScheduleResult", api.get(path + "/result"), 200);
    Answer table = api.with("Accept", "text/csv").get(path + "/result");
    ask("getScheduleResult", table, 200);
    assertThat(table.text().lines()).hasSize(2);
    Answer calendar = api.get(path + "/calendar.ics?staff_id=s");
    ask("getScheduleCalendar", calendar, 200);
    assertThat(calendar.text()).startsWith("BEGIN:VCALENDAR\r\n").contains("SUMMARY:Morning shift");
    ask("getScheduleCalendar", api.get(path + "/calendar.ics"), 400);
    ask("listSchedules", api.get("/api/v1/schedules?group=g&status=COMPLETED"), 200);
    ask("deleteSchedule", api.delete(path), 204);
  }

  private void ask(String id, Answer answer, int status) {
    asked.add(id);
    assertThat(answer.status()).as(id + ": " + answer.text()).isEqualTo(status);
    OperationSpec operation = contract.operation(id);
    JsonNode responses =
        tree.path("paths")
            .path(operation.path())
            .path(operation.method().toLowerCase(Locale.ROOT))
            .path("responses");
    JsonNode response = responses.path("" + status);
    JsonNode declared = resolve(response.isMissingNode() ? responses.path("default") : response);
    assertThat(declared.isMissingNode()).as(id + " declares " + status).isFalse();
    if (answer.text().isEmpty()) {
      assertThat(declared.has("content")).as(id + " answers without a body").isFalse();
      return;
    }
    String type = answer.header("Content-Type").split(";", 2)[0];
    JsonNode schema = declared.path("content").path(type).path("schema");
    assertThat(schema.isMissingNode()).as(id + " declares " + type).isFalse();
    if (type.endsWith("json")) {
      List<String> errors = new ArrayList<>();
      ContractValidator.errors(contract.schema(schema), answer.json())
          .forEach(error -> errors.add(error.toString()));
      assertThat(errors).as(id + ": " + answer.text()).isEmpty();
    }
  }

  private JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? tree.at(node.path("$ref").asText().substring(1)) : node;
  }
}

package dev.punctual.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.bus.Bus;
import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import dev.punctual.testkit.Futures;
import dev.punctual.testkit.TestNode;
import dev.punctual.time.VertxTimers;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
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
  private final ContractCheck check = new ContractCheck(contract);

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
            new ImportRoutes(vertx, bus),
            new ScheduleRoutes(bus),
            new TriggerRoutes(
                bus, new WebhookUrls(Optional.empty()), contract.component("TriggerInput")),
            new FiringRoutes(bus),
            new CounterRoutes(bus),
            new HookRoutes(bus, new Admission(1, 1, new VertxTimers(vertx))),
            new EventRoutes(bus, contract.component("ReplayInput")),
            new DeliveryRoutes(vertx, bus),
            new CallRoutes(vertx, bus),
            new EventStreams(bus, new VertxTimers(vertx), 1, new AtomicInteger()),
            new OperationsRoutes(new Health(vertx), meters, contract))
        .forEach(routes -> handled.addAll(routes.handlers().keySet()));
    assertThat(handled)
        .isEqualTo(
            contract.operations().values().stream()
                .map(OperationSpec::standsFor)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void liveAnswersSatisfyTheContract() {
    String staff = "{\"id\":\"s\",\"name\":\"S\",\"email\":\"s@example.com\"}";
    check.ask("createStaff", api.post("/api/v1/staff", staff), 201);
    check.ask("createStaff", api.post("/api/v1/staff", staff), 409);
    check.ask("listStaff", api.get("/api/v1/staff?limit=1"), 200);
    check.ask("getStaff", api.get("/api/v1/staff/s"), 200);
    check.ask("getStaff", api.get("/api/v1/staff/none"), 404);
    check.ask("replaceStaff", api.put("/api/v1/staff/s", staff), 200);
    check.ask("patchStaff", api.patch("/api/v1/staff/s", "{\"position\":null}"), 200);
    check.ask("importStaff", api.post("/api/v1/staff/import", "[]"), 200);
    check.ask("importStaff", api.post("/api/v1/staff/import", "[{}]"), 422);
    check.ask("createGroup", api.post("/api/v1/groups", "{\"id\":\"g\",\"name\":\"G\"}"), 201);
    check.ask("listGroups", api.get("/api/v1/groups"), 200);
    check.ask("getGroup", api.get("/api/v1/groups/g"), 200);
    check.ask("replaceGroup", api.put("/api/v1/groups/g", "{\"name\":\"H\"}"), 200);
    check.ask("patchGroup", api.patch("/api/v1/groups/g", "{\"name\":\"I\"}"), 200);
    check.ask("importGroups", api.post("/api/v1/groups/import", "[]"), 200);
    check.ask("addMember", api.put("/api/v1/groups/g/members/s", ""), 204);
    check.ask("listMembers", api.get("/api/v1/groups/g/members"), 200);
    check.ask("resolveMembers", api.get("/api/v1/groups/g/resolved-members"), 200);
    check.ask("importMemberships", api.post("/api/v1/memberships/import", "[]"), 200);
    schedules();
    new TriggerConversation(api, check).hold();
    new DeliveryConversation(api, check).hold();
    new CallConversation(api, check).hold();
    check.ask("removeMember", api.delete("/api/v1/groups/g/members/s"), 204);
    check.ask("deleteGroup", api.delete("/api/v1/groups/g"), 204);
    check.ask("deleteStaff", api.delete("/api/v1/staff/s"), 204);
    check.ask("healthLive", api.get("/health/live"), 200);
    check.ask("healthReady", api.get("/health/ready"), 200);
    check.ask("healthStarted", api.get("/health/started"), 200);
    check.ask("metrics", api.get("/metrics"), 200);
    check.ask("openapi", api.get("/openapi.yaml"), 200);
    check.requireAllAsked(tag -> true);
  }

  private void schedules() {
    Answer created =
        api.post(
            "/api/v1/schedules", "{\"staff_group_id\":\"g\",\"period_begin_date\":\"2026-11-30\"}");
    check.ask("createSchedule", created, 202);
    String path = "/api/v1/schedules/" + created.field("schedule_id");
    assertThat(api.finished(created.field("schedule_id")).field("status")).isEqualTo("COMPLETED");
    check.ask("getSchedule", api.get(path), 200);
    check.ask("getScheduleStatus", api.get(path + "/status"), 200);
    check.ask("getScheduleResult", api.get(path + "/result"), 200);
    Answer table = api.with("Accept", "text/csv").get(path + "/result");
    check.ask("getScheduleResult", table, 200);
    assertThat(table.text().lines()).hasSize(2);
    Answer calendar = api.get(path + "/calendar.ics?staff_id=s");
    check.ask("getScheduleCalendar", calendar, 200);
    assertThat(calendar.text()).startsWith("BEGIN:VCALENDAR\r\n").contains("SUMMARY:Morning shift");
    check.ask("getScheduleCalendar", api.get(path + "/calendar.ics"), 400);
    check.ask("listSchedules", api.get("/api/v1/schedules?group=g&status=COMPLETED"), 200);
    check.ask("deleteSchedule", api.delete(path), 204);
  }
}

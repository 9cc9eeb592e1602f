package dev.punctual.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import dev.punctual.batch.ImportReport;
import dev.punctual.batch.ImportTerms;
import dev.punctual.batch.RowError;
import dev.punctual.bus.Address;
import dev.punctual.bus.Bus;
import dev.punctual.bus.Json;
import dev.punctual.delivery.api.DeliveryApi;
import dev.punctual.delivery.api.DeliveryApi.DriverRow;
import dev.punctual.delivery.api.DeliveryApi.ImportDrivers;
import dev.punctual.delivery.api.DeliveryApi.ImportPackages;
import dev.punctual.delivery.api.DeliveryApi.PackageRow;
import dev.punctual.problem.FieldError;
import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import dev.punctual.staff.api.StaffApi;
import dev.punctual.staff.api.StaffApi.GroupRow;
import dev.punctual.staff.api.StaffApi.ImportGroups;
import dev.punctual.staff.api.StaffApi.ImportMemberships;
import dev.punctual.staff.api.StaffApi.ImportStaff;
import dev.punctual.staff.api.StaffApi.MembershipRow;
import dev.punctual.staff.api.StaffApi.StaffRow;
import dev.punctual.staff.domain.Membership;
import dev.punctual.trigger.api.TriggerApi;
import dev.punctual.trigger.api.TriggerApi.ImportTriggers;
import dev.punctual.trigger.api.TriggerApi.TriggerRow;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** The imports: an array of rows, parsed and held against the contract off the event loop. */
final class ImportRoutes implements Routes {

  private final Vertx vertx;
  private final Bus bus;

  ImportRoutes(Vertx vertx, Bus bus) {
    this.vertx = vertx;
    this.bus = bus;
  }

  /** The rows that can be read, and how the import is meant. */
  private record Parsed<R>(ImportTerms terms, List<R> rows) {}

  @Override
  public Map<String, ApiHandler> handlers() {
    return Map.of(
        "importDrivers",
        request ->
            run(
                request,
                DeliveryApi.IMPORT_DRIVERS,
                (index, json) -> new DriverRow(index, DeliveryRows.driver(json)),
                parsed ->
                    new ImportDrivers(
                        request.tenant(), parsed.terms(), request.flag("append"), parsed.rows())),
        "importPackages",
        request ->
            run(
                request,
                DeliveryApi.IMPORT_PACKAGES,
                (index, json) -> new PackageRow(index, DeliveryRows.parcel(json)),
                parsed ->
                    new ImportPackages(
                        request.tenant(), parsed.terms(), request.flag("append"), parsed.rows())),
        "importStaff",
        request ->
            run(
                request,
                StaffApi.IMPORT_STAFF,
                (index, json) -> new StaffRow(index, StaffRoutes.draft(json)),
                parsed -> new ImportStaff(request.tenant(), parsed.terms(), parsed.rows())),
        "importGroups",
        request ->
            run(
                request,
                StaffApi.IMPORT_GROUPS,
                (index, json) -> new GroupRow(index, GroupRoutes.draft(json)),
                parsed -> new ImportGroups(request.tenant(), parsed.terms(), parsed.rows())),
        "importMemberships",
        request ->
            run(
                request,
                StaffApi.IMPORT_MEMBERSHIPS,
                (index, json) -> new MembershipRow(index, membership(json)),
                parsed -> new ImportMemberships(request.tenant(), parsed.terms(), parsed.rows())),
        "importTriggers",
        request ->
            run(
                request,
                TriggerApi.IMPORT_TRIGGERS,
                (index, json) ->
                    new TriggerRow(index, StaffRoutes.text(json, "id"), TriggerJson.read(json)),
                parsed -> new ImportTriggers(request.tenant(), parsed.terms(), parsed.rows())));
  }

  private <R, Q extends Record> Future<ApiResponse> run(
      ApiRequest request,
      Address<Q, ImportReport> address,
      BiFunction<Integer, JsonNode, R> row,
      java.util.function.Function<Parsed<R>, Q> command) {
    return vertx
        .executeBlocking(() -> parse(request, row), false)
        .compose(parsed -> bus.request(address, command.apply(parsed)))
        .map(report -> answer(request, report));
  }

  private static <R> Parsed<R> parse(ApiRequest request, BiFunction<Integer, JsonNode, R> row) {
    JsonNode body = ExactJson.parse(request.body());
    if (!(body instanceof ArrayNode array)) {
      throw Problem.invalid("", "must be an array").exception();
    }
    Schema schema =
        request
            .operation()
            .rows()
            .orElseThrow(() -> new IllegalStateException("an import names its rows"));
    List<R> rows = new ArrayList<>(array.size());
    List<RowError> rejected = new ArrayList<>();
    for (int index = 0; index < array.size(); index++) {
      int at = index;
      JsonNode json = array.get(index);
      int before = rejected.size();
      ContractValidator.errors(schema, json).forEach(error -> rejected.add(rowError(at, error)));
      if (rejected.size() == before) {
        try {
          rows.add(row.apply(index, json));
        } catch (ProblemException invalid) {
          invalid.problem().errors().forEach(error -> rejected.add(rowError(at, error)));
        }
      }
    }
    ImportTerms terms =
        new ImportTerms(
            request.require("mode").equals("partial"),
            request.flag("upsert"),
            array.size(),
            rejected);
    return new Parsed<>(terms, rows);
  }

  private static RowError rowError(int index, FieldError error) {
    return new RowError(index, "/" + index + error.pointer(), error.message());
  }

  /** A rejected import is a problem that carries the report. */
  private static ApiResponse answer(ApiRequest request, ImportReport report) {
    boolean partial = request.require("mode").equals("partial");
    if (partial || report.failed() == 0) {
      return ApiResponse.json(200, report);
    }
    Problem problem =
        new Problem(
            ProblemType.IMPORT_REJECTED,
            "%d of %d rows cannot be imported; mode=partial keeps the others."
                .formatted(report.failed(), report.received()));
    ObjectNode body = ProblemHandler.body(problem, request.raw().path());
    body.setAll((ObjectNode) Json.MAPPER.valueToTree(report));
    return ApiResponse.json(problem.type().status(), body)
        .with("Content-Type", "application/problem+json");
  }

  private static Membership membership(JsonNode json) {
    return new Membership(json.path("group_id").asText(), json.path("staff_id").asText());
  }
}

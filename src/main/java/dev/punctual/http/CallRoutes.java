package dev.punctual.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.punctual.bus.Bus;
import dev.punctual.call.api.CallApi;
import dev.punctual.call.api.CallApi.ByCustomer;
import dev.punctual.call.api.CallApi.ById;
import dev.punctual.call.api.CallApi.CallPlan;
import dev.punctual.call.api.CallApi.ChangeCall;
import dev.punctual.call.api.CallApi.IdempotencyKey;
import dev.punctual.call.api.CallApi.ListCalls;
import dev.punctual.call.api.CallApi.PutPolicy;
import dev.punctual.call.api.CallApi.ScheduleCalls;
import dev.punctual.call.domain.Call;
import dev.punctual.call.domain.CallRequest;
import dev.punctual.config.ApiKey.Scope;
import dev.punctual.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /schedule}, {@code /api/v1/calls} and the policies. A batch is an import: read and
 * answered off the event loop. Its Idempotency-Key is kept by call scheduling, because answers to
 * it name people.
 */
final class CallRoutes implements Routes {
  private static final int LARGEST_BATCH = 100_000;

  private final Vertx vertx;
  private final Bus bus;

  CallRoutes(Vertx vertx, Bus bus) {
    this.vertx = vertx;
    this.bus = bus;
  }

  @Override
  public Map<String, ApiHandler> handlers() {
    return Map.of(
        "scheduleCalls", this::schedule,
        "listCalls", this::list,
        "getCall", this::get,
        "patchCall", this::patch,
        "deleteCall", this::delete,
        "getCallPolicy", this::policy,
        "putCallPolicy", this::putPolicy,
        "deleteCallPolicy", this::deletePolicy);
  }

  private Future<ApiResponse> schedule(ApiRequest request) {
    return vertx
        .executeBlocking(() -> command(request), false)
        .compose(
            command ->
                bus.request(CallApi.SCHEDULE_CALLS, command)
                    .compose(
                        plan ->
                            vertx.executeBlocking(() -> answer(command.requests(), plan), false)));
  }

  private static ScheduleCalls command(ApiRequest request) {
    if (!(ExactJson.parse(request.body()) instanceof ArrayNode entries)) {
      throw Problem.invalid("", "must be an array").exception();
    }
    if (entries.isEmpty() || entries.size() > LARGEST_BATCH) {
      throw Problem.invalid("", "must have 1 to %d entries".formatted(LARGEST_BATCH)).exception();
    }
    List<CallRequest> requests = new ArrayList<>(entries.size());
    entries.forEach(entry -> requests.add(entry(entry)));
    String customer = request.require("customer");
    return new ScheduleCalls(
        request.tenant(),
        customer,
        requests,
        request
            .find(Idempotency.HEADER)
            .map(key -> new IdempotencyKey(key, fingerprint(customer, request))));
  }

  /** What cannot be read is told of the entry alone. */
  private static CallRequest entry(JsonNode json) {
    return new CallRequest(
        text(json, "name").orElse(""),
        text(json, "phone").orElse(""),
        text(json, "timezone"),
        text(json, "scheduled"));
  }

  private static Optional<String> text(JsonNode json, String field) {
    return Optional.ofNullable(json.get(field))
        .filter(value -> !value.isNull())
        .map(JsonNode::asText);
  }

  private static String fingerprint(String customer, ApiRequest request) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((customer + "\n").getBytes(StandardCharsets.UTF_8));
      digest.update(request.body().getBytes());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static ApiResponse answer(List<CallRequest> requests, CallPlan plan) {
    ApiResponse answer = ApiResponse.json(200, CallViews.plan(requests, plan.calls()));
    return plan.replayed() ? answer.with(Idempotency.REPLAYED, "true") : answer;
  }

  private Future<ApiResponse> list(ApiRequest request) {
    ListCalls query =
        new ListCalls(
            request.tenant(), request.find("customer"), request.cursor(), request.limit() + 1);
    return bus.request(CallApi.LIST_CALLS, query)
        .map(
            found ->
                Page.of(
                    found.calls(), request.limit(), Call::id, call -> CallViews.call(call, true)))
        .map(page -> ApiResponse.json(200, page));
  }

  private Future<ApiResponse> get(ApiRequest request) {
    return bus.request(CallApi.GET_CALL, byId(request))
        .map(state -> ApiResponse.json(200, CallViews.call(state, mayRead(request))));
  }

  private Future<ApiResponse> patch(ApiRequest request) {
    String text = request.text("scheduled").orElse("");
    Instant scheduled =
        Rfc3339.parse(text)
            .orElseThrow(
                () ->
                    Problem.invalid(
                            "/scheduled",
                            "must be an instant of RFC 3339 such as 2026-11-30T09:00:00Z")
                        .exception());
    return bus.request(
            CallApi.CHANGE_CALL, new ChangeCall(request.tenant(), request.require("id"), scheduled))
        .map(call -> shown(request, call));
  }

  private static ApiResponse shown(ApiRequest request, Call call) {
    return ApiResponse.json(200, CallViews.call(call, mayRead(request)));
  }

  /** Names and numbers are shown only to who may read. */
  private static boolean mayRead(ApiRequest request) {
    return request.principal().scopes().contains(Scope.READ);
  }

  private Future<ApiResponse> delete(ApiRequest request) {
    return bus.request(CallApi.CANCEL_CALL, byId(request)).map(done -> ApiResponse.noContent());
  }

  private static ById byId(ApiRequest request) {
    return new ById(request.tenant(), request.require("id"));
  }

  private Future<ApiResponse> policy(ApiRequest request) {
    return bus.request(CallApi.GET_POLICY, byCustomer(request))
        .map(policy -> ApiResponse.json(200, CallPolicyJson.write(policy)));
  }

  private Future<ApiResponse> putPolicy(ApiRequest request) {
    PutPolicy command =
        new PutPolicy(
            request.tenant(), request.require("customer"), CallPolicyJson.read(request.json()));
    return bus.request(CallApi.PUT_POLICY, command)
        .map(
            saved -> {
              var json = CallPolicyJson.write(saved.policy());
              saved.signingSecret().ifPresent(secret -> json.put("signing_secret", secret));
              return ApiResponse.json(200, json);
            });
  }

  private Future<ApiResponse> deletePolicy(ApiRequest request) {
    return bus.request(CallApi.DELETE_POLICY, byCustomer(request))
        .map(done -> ApiResponse.noContent());
  }

  private static ByCustomer byCustomer(ApiRequest request) {
    return new ByCustomer(request.tenant(), request.require("customer"));
  }
}

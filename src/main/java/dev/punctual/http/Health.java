package dev.punctual.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.punctual.bus.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The three questions an orchestrator asks. Alive: the process answers, whatever its database does.
 * Started: the start has finished. Ready: every check passes and no stop has begun.
 */
public final class Health {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final String RETRY_AFTER = "1";

  private final HealthChecks live;
  private final HealthChecks ready;
  private final HealthChecks started;
  private final AtomicBoolean isStarted = new AtomicBoolean();
  private final AtomicBoolean isStopping = new AtomicBoolean();

  public Health(Vertx vertx) {
    live = HealthChecks.create(vertx);
    ready = HealthChecks.create(vertx);
    started = HealthChecks.create(vertx);
    live.register("process", promise -> promise.complete(Status.OK()));
    started.register("start", promise -> promise.complete(flag(isStarted.get())));
    ready.register("node", promise -> promise.complete(flag(isStarted.get() && !isStopping.get())));
  }

  /** Adds a check that must pass before requests are sent here. */
  public void readyWhen(String name, Supplier<Future<Void>> check) {
    ready.register(
        name,
        TIMEOUT.toMillis(),
        promise ->
            check.get().map(Status.OK()).otherwise(failure -> Status.KO()).onComplete(promise));
  }

  /** Adds a check that is shown but does not keep requests away. */
  public void informs(String name, Supplier<Future<Void>> check) {
    ready.register(
        name,
        TIMEOUT.toMillis(),
        promise ->
            check
                .get()
                .map(Status.OK(new JsonObject().put("reachable", true)))
                .otherwise(failure -> Status.OK(new JsonObject().put("reachable", false)))
                .onComplete(promise));
  }

  /** Adds what a part tells of itself; it is shown but does not keep requests away. */
  public void reports(String name, Supplier<Future<Map<String, Object>>> report) {
    ready.register(
        name,
        TIMEOUT.toMillis(),
        promise ->
            report
                .get()
                .map(data -> Status.OK(new JsonObject(data)))
                .otherwise(
                    failure ->
                        Status.OK(
                            new JsonObject().put("ok", false).put("detail", failure.getMessage())))
                .onComplete(promise));
  }

  public void started() {
    isStarted.set(true);
  }

  public void stopping() {
    isStopping.set(true);
  }

  boolean isStopping() {
    return isStopping.get();
  }

  Map<String, ApiHandler> handlers() {
    return Map.of(
        "healthLive", request -> isLive(),
        "healthReady", request -> isReady(),
        "healthStarted", request -> hasStarted());
  }

  Future<ApiResponse> isLive() {
    return answer(live);
  }

  Future<ApiResponse> isReady() {
    return answer(ready);
  }

  Future<ApiResponse> hasStarted() {
    return answer(started);
  }

  private static Status flag(boolean up) {
    return up ? Status.OK() : Status.KO();
  }

  private static Future<ApiResponse> answer(HealthChecks checks) {
    return checks
        .checkStatus()
        .map(
            result -> {
              ObjectNode body = Json.MAPPER.createObjectNode();
              boolean up = Boolean.TRUE.equals(result.getUp());
              body.put("status", up ? "UP" : "DOWN");
              ArrayNode list = body.putArray("checks");
              result.getChecks().forEach(check -> add(list, check));
              ApiResponse answer = ApiResponse.json(up ? 200 : 503, body);
              return (up ? answer : answer.with("Retry-After", RETRY_AFTER))
                  .with("Cache-Control", "no-store");
            });
  }

  private static void add(ArrayNode list, CheckResult check) {
    JsonObject data = check.getData();
    list.addObject()
        .put("name", check.getId())
        .put("status", Boolean.TRUE.equals(check.getUp()) ? "UP" : "DOWN")
        .set("data", Json.MAPPER.valueToTree(data == null ? Map.of() : data.getMap()));
  }
}

package dev.punctual.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import dev.punctual.bus.Bus;
import dev.punctual.bus.Json;
import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import dev.punctual.trigger.api.TriggerApi;
import dev.punctual.trigger.api.TriggerApi.ById;
import dev.punctual.trigger.api.TriggerApi.ChangeTrigger;
import dev.punctual.trigger.api.TriggerApi.CreateTrigger;
import dev.punctual.trigger.api.TriggerApi.CreatedTrigger;
import dev.punctual.trigger.api.TriggerApi.DeleteTrigger;
import dev.punctual.trigger.api.TriggerApi.EnableTrigger;
import dev.punctual.trigger.api.TriggerApi.ListTriggers;
import dev.punctual.trigger.api.TriggerApi.RotateSecret;
import dev.punctual.trigger.domain.Label;
import dev.punctual.trigger.domain.Trigger;
import dev.punctual.trigger.domain.TriggerKind;
import dev.punctual.trigger.domain.TriggerSpec;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;

/** {@code /api/v1/triggers}: the definitions. */
final class TriggerRoutes implements Routes {
  /** How often a patch is tried when others change the same trigger in between. */
  private static final int PATCH_TRIES = 5;

  private static final Duration RETRY_PATCH = Duration.ofSeconds(1);

  private final Bus bus;
  private final WebhookUrls webhookUrls;
  private final Schema definition;

  /**
   * The routes.
   *
   * @param definition the schema of a whole definition, which a patch must leave behind
   */
  TriggerRoutes(Bus bus, WebhookUrls webhookUrls, Schema definition) {
    this.bus = bus;
    this.webhookUrls = webhookUrls;
    this.definition = definition;
  }

  @Override
  public Map<String, ApiHandler> handlers() {
    return Map.of(
        "listTriggers", this::list,
        "createTrigger", this::create,
        "getTrigger", this::get,
        "replaceTrigger", this::replace,
        "patchTrigger", this::patch,
        "deleteTrigger", this::delete,
        "pauseTrigger", request -> enable(request, false),
        "resumeTrigger", request -> enable(request, true),
        "rotateSecret", this::rotateSecret);
  }

  private Future<ApiResponse> list(ApiRequest request) {
    ListTriggers query =
        new ListTriggers(
            request.tenant(),
            request.find("kind").map(kind -> Label.parse(TriggerKind.class, kind)),
            request.find("enabled").map(Boolean::valueOf),
            request.find("q"),
            request.find("label"),
            request.cursor(),
            request.limit() + 1);
    return bus.request(TriggerApi.LIST_TRIGGERS, query)
        .map(
            found ->
                Page.of(
                    found.triggers(),
                    request.limit(),
                    Trigger::id,
                    trigger -> view(request, trigger)))
        .map(page -> ApiResponse.json(200, page));
  }

  private Future<ApiResponse> create(ApiRequest request) {
    CreateTrigger command =
        new CreateTrigger(request.tenant(), request.text("id"), TriggerJson.read(request.json()));
    return bus.request(TriggerApi.CREATE_TRIGGER, command)
        .map(
            created ->
                changed(request, 201, created)
                    .with("Location", "/api/v1/triggers/" + created.trigger().id()));
  }

  private Future<ApiResponse> get(ApiRequest request) {
    return bus.request(TriggerApi.GET_TRIGGER, byId(request))
        .map(
            trigger -> {
              String tag = ETag.of(trigger.version());
              return ETag.isIn(request.header("If-None-Match"), tag)
                  ? ApiResponse.notModified().with("ETag", tag)
                  : shown(request, trigger);
            });
  }

  private Future<ApiResponse> replace(ApiRequest request) {
    StaffRoutes.requireSameId(request);
    return change(request, TriggerJson.read(request.json()), request.ifMatch())
        .map(changed -> changed(request, 200, changed));
  }

  private Future<ApiResponse> patch(ApiRequest request) {
    StaffRoutes.requireSameId(request);
    return patch(request, PATCH_TRIES).map(changed -> changed(request, 200, changed));
  }

  /** Reads, merges and writes; where somebody else wrote in between, once more from the start. */
  private Future<CreatedTrigger> patch(ApiRequest request, int tries) {
    return bus.request(TriggerApi.GET_TRIGGER, byId(request))
        .compose(
            current -> {
              requireMatch(request.ifMatch(), current);
              TriggerSpec merged = merged(current.requireUnmanaged().spec(), request.json());
              return change(request, merged, OptionalLong.of(current.version()));
            })
        .recover(
            failure -> {
              if (request.ifMatch().isPresent() || !isLostRace(failure)) {
                return Future.failedFuture(failure);
              }
              return tries > 1 ? patch(request, tries - 1) : Future.failedFuture(tooManyWriters());
            });
  }

  private TriggerSpec merged(TriggerSpec current, JsonNode patch) {
    JsonNode merged = TriggerPatch.apply(TriggerJson.write(current), patch);
    ContractValidator.requireValid(definition, merged);
    return TriggerJson.read(merged);
  }

  private static void requireMatch(OptionalLong ifMatch, Trigger current) {
    if (ifMatch.isPresent() && ifMatch.getAsLong() != current.version()) {
      throw ProblemType.PRECONDITION_FAILED.because(
          "The trigger's ETag is " + ETag.of(current.version()) + ".");
    }
  }

  private static boolean isLostRace(Throwable failure) {
    return failure instanceof ProblemException problem
        && problem.type() == ProblemType.PRECONDITION_FAILED;
  }

  private static ProblemException tooManyWriters() {
    return new Problem(ProblemType.OVERLOADED, "Others keep changing the same trigger.")
        .retryAfter(RETRY_PATCH)
        .exception();
  }

  private Future<CreatedTrigger> change(
      ApiRequest request, TriggerSpec spec, OptionalLong ifVersion) {
    return bus.request(
        TriggerApi.CHANGE_TRIGGER,
        new ChangeTrigger(request.tenant(), request.require("id"), spec, ifVersion));
  }

  private Future<ApiResponse> delete(ApiRequest request) {
    DeleteTrigger command =
        new DeleteTrigger(request.tenant(), request.require("id"), request.ifMatch());
    return bus.request(TriggerApi.DELETE_TRIGGER, command).map(done -> ApiResponse.noContent());
  }

  private Future<ApiResponse> enable(ApiRequest request, boolean enabled) {
    EnableTrigger command =
        new EnableTrigger(request.tenant(), request.require("id"), enabled, request.ifMatch());
    return bus.request(TriggerApi.ENABLE_TRIGGER, command).map(trigger -> shown(request, trigger));
  }

  private Future<ApiResponse> rotateSecret(ApiRequest request) {
    RotateSecret command =
        new RotateSecret(request.tenant(), request.require("id"), request.ifMatch());
    return bus.request(TriggerApi.ROTATE_SECRET, command)
        .map(secret -> ApiResponse.json(200, secret).with("Cache-Control", "no-store"));
  }

  private static ById byId(ApiRequest request) {
    return new ById(request.tenant(), request.require("id"));
  }

  private ApiResponse shown(ApiRequest request, Trigger trigger) {
    return ApiResponse.json(200, view(request, trigger)).with("ETag", ETag.of(trigger.version()));
  }

  private ApiResponse changed(ApiRequest request, int status, CreatedTrigger changed) {
    ObjectNode view = view(request, changed.trigger());
    changed.signingSecret().ifPresent(secret -> view.put("signing_secret", secret));
    ApiResponse answer =
        ApiResponse.json(status, view).with("ETag", ETag.of(changed.trigger().version()));
    return changed.signingSecret().isPresent() ? answer.with("Cache-Control", "no-store") : answer;
  }

  private ObjectNode view(ApiRequest request, Trigger trigger) {
    ObjectNode view = Json.MAPPER.createObjectNode().put("id", trigger.id());
    view.setAll(TriggerJson.write(trigger.spec()));
    view.put("created_at", trigger.createdAt().toString())
        .put("updated_at", trigger.updatedAt().toString());
    webhookUrls.of(trigger, request.raw()).ifPresent(url -> view.put("webhook_url", url));
    return view;
  }
}

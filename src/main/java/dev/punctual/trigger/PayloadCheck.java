package dev.punctual.trigger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.punctual.bus.Json;
import dev.punctual.problem.FieldError;
import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemType;
import dev.punctual.trigger.domain.Trigger;
import dev.punctual.trigger.domain.TriggerSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;

/**
 * Holds payloads against their trigger's JSON Schema. A schema is compiled once a version, on a
 * worker; so are payloads validated, but those that take next to no time.
 */
final class PayloadCheck {
  private static final int SCHEMAS = 10_000;
  private static final int SHORT = 8_192;

  private final Vertx vertx;
  private final Cache<Version, PayloadSchema> schemas =
      Caffeine.newBuilder().maximumSize(SCHEMAS).build();

  private record Version(String tenant, String id, long version) {}

  PayloadCheck(Vertx vertx) {
    this.vertx = vertx;
  }

  /** The trigger, if the payload satisfies its schema; {@code payload_invalid} with pointers. */
  Future<Trigger> check(Trigger trigger, Optional<String> payload) {
    if (trigger.spec().jsonSchema().isEmpty() || payload.isEmpty()) {
      return Future.succeededFuture(trigger);
    }
    Version version = new Version(trigger.tenant(), trigger.id(), trigger.version());
    String schema = trigger.spec().jsonSchema().get();
    PayloadSchema known = schemas.getIfPresent(version);
    if (known != null && isQuick(schema, payload.get())) {
      requireValid(known, payload.get());
      return Future.succeededFuture(trigger);
    }
    return vertx.executeBlocking(
        () -> {
          requireValid(
              schemas.get(version, unused -> PayloadSchema.compile(schema)), payload.get());
          return trigger;
        },
        false);
  }

  /** The same for a definition that is used once, with a payload of its own; on a worker. */
  static void requireValid(TriggerSpec spec) {
    spec.jsonSchema()
        .ifPresent(
            schema ->
                spec.payload()
                    .ifPresent(payload -> requireValid(PayloadSchema.compile(schema), payload)));
  }

  /** Without references, a short schema and a short payload meet in little time. */
  private static boolean isQuick(String schema, String payload) {
    return payload.length() <= SHORT
        && schema.length() <= SHORT
        && !schema.contains("Ref\"")
        && !schema.contains("$ref");
  }

  private static void requireValid(PayloadSchema schema, String payload) {
    List<FieldError> errors = schema.validate(parse(payload));
    if (!errors.isEmpty()) {
      FieldError first = errors.get(0);
      String detail = first.pointer() + ": " + first.message();
      throw new Problem(ProblemType.PAYLOAD_INVALID, detail, errors, Optional.empty()).exception();
    }
  }

  private static JsonNode parse(String payload) {
    try {
      return Json.MAPPER.readTree(payload);
    } catch (JsonProcessingException e) {
      throw ProblemType.MALFORMED_JSON.because("The payload is not JSON.");
    }
  }
}

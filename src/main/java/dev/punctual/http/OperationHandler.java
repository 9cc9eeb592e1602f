package dev.punctual.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.networknt.schema.Schema;
import dev.punctual.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;

/** The steps that every request takes, in their order. */
final class OperationHandler implements Handler<RoutingContext> {
  private final OperationSpec operation;
  private final ApiHandler handler;
  private final Gate gate;

  /** What stands before every operation. */
  record Gate(
      Config.Http config,
      Authenticator authenticator,
      RateLimits rateLimits,
      Idempotency idempotency) {}

  OperationHandler(OperationSpec operation, ApiHandler handler, Gate gate) {
    this.operation = operation;
    this.handler = handler;
    this.gate = gate;
  }

  @Override
  public void handle(RoutingContext context) {
    try {
      Principal principal = gate.authenticator().authenticate(operation, context.request());
      // Tells a service of ours for whom it was understood to act.
      context.response().putHeader(Authenticator.TENANT_HEADER, principal.tenant());
      gate.rateLimits().take(principal, context.response());
      Map<String, String> parameters = ContractValidator.parameters(operation, context);
      read(context)
          .map(body -> validated(context, principal, parameters, body))
          .compose(request -> gate.idempotency().answerOnce(request, handler))
          .compose(answer -> answer.writeTo(context.response()))
          .onFailure(context::fail);
    } catch (RuntimeException e) {
      context.fail(e);
    }
  }

  private Future<Buffer> read(RoutingContext context) {
    if (operation.bodies().isEmpty()) {
      return Future.succeededFuture(Buffer.buffer());
    }
    int limit =
        operation.rows().isPresent() ? gate.config().importLimit() : gate.config().bodyLimit();
    return BodyReader.read(context.request(), limit, gate.config().readTimeout());
  }

  private ApiRequest validated(
      RoutingContext context, Principal principal, Map<String, String> parameters, Buffer body) {
    JsonNode json = MissingNode.getInstance();
    if (!operation.bodies().isEmpty()) {
      Optional<String> type = Optional.ofNullable(context.request().getHeader("Content-Type"));
      Schema schema = ContractValidator.bodySchema(operation, type);
      if (!operation.takesBodyRaw()) {
        json = ExactJson.parse(body);
        ContractValidator.requireValid(schema, json);
      }
    }
    return new ApiRequest(operation, principal, parameters, json, body, context.request());
  }
}

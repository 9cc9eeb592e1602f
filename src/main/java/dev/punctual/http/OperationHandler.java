package dev.punctual.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.networknt.schema.Schema;
import dev.punctual.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The steps that every request takes, in their order. */
final class OperationHandler implements Handler<RoutingContext> {
  /** An import of so many bytes needs no slot. */
  private static final int SMALL_IMPORT = 1 << 20;

  private final OperationSpec operation;
  private final ApiHandler handler;
  private final Gate gate;

  /** What stands before every operation. */
  record Gate(
      Config.Http config,
      Authenticator authenticator,
      RateLimits rateLimits,
      ImportSlots imports,
      Idempotency idempotency) {}

  OperationHandler(OperationSpec operation, ApiHandler handler, Gate gate) {
    this.operation = operation;
    this.handler = new IfMatchList(handler);
    this.gate = gate;
  }

  @Override
  public void handle(RoutingContext context) {
    if (context.request().method().equals(HttpMethod.HEAD) && !operation.answersHead()) {
      context.fail(405);
      return;
    }
    try {
      Principal principal = gate.authenticator().authenticate(operation, context.request());
      // Tells a service of ours for whom it was understood to act.
      context.response().putHeader(Authenticator.TENANT_HEADER, principal.tenant());
      limit(principal, context);
      Map<String, String> parameters = ContractValidator.parameters(operation, context);
      Supplier<Future<ApiResponse>> work =
          () ->
              read(context)
                  .map(body -> validated(context, principal, parameters, body))
                  .compose(request -> gate.idempotency().answerOnce(request, handler));
      (isLargeImport(context.request()) ? inSlot(context, work) : work.get())
          .compose(answer -> answer.writeTo(context.request()))
          .onFailure(context::fail);
    } catch (RuntimeException e) {
      context.fail(e);
    }
  }

  private void limit(Principal principal, RoutingContext context) {
    switch (operation.rate()) {
      case KEY -> gate.rateLimits().takeForKey(principal, context.response());
      case WEBHOOK ->
          gate.rateLimits().takeForWebhook(context.pathParam("token"), context.response());
      case NONE -> {}
    }
  }

  /** Also an import that does not tell its length. */
  private boolean isLargeImport(HttpServerRequest request) {
    return operation.rows().isPresent()
        && BodyReader.declaredLength(request).filter(length -> length <= SMALL_IMPORT).isEmpty();
  }

  /** While it waits for a slot nothing of the body is read: the client is held up. */
  private Future<ApiResponse> inSlot(RoutingContext context, Supplier<Future<ApiResponse>> work) {
    HttpServerRequest request = context.request();
    request.pause();
    return gate.imports()
        .run(
            context.vertx().getOrCreateContext(),
            () -> {
              Future<ApiResponse> answer = work.get();
              request.resume();
              return answer;
            })
        .onFailure(refused -> request.resume());
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

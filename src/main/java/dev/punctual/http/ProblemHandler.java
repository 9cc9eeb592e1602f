package dev.punctual.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.punctual.bus.Json;
import dev.punctual.bus.RequestId;
import dev.punctual.problem.FieldError;
import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where failures become responses: RFC 9457. */
final class ProblemHandler implements Handler<RoutingContext> {
  /** The statuses that the router or the server decides on by itself. */
  static final List<Integer> ROUTER_STATUSES = List.of(400, 404, 405, 406, 413, 414, 415, 431, 500);

  private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);
  private static final String MEDIA_TYPE = "application/problem+json";

  /** Where a path that cannot be read leads. */
  static final String NOWHERE = "";

  private final Contract contract;

  ProblemHandler(Contract contract) {
    this.contract = contract;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerResponse response = context.response();
    Problem problem = problemOf(context);
    log(problem, context);
    if (response.ended() || response.closed()) {
      return;
    }
    if (response.headWritten()) {
      // Half an answer is out: cutting the connection is the only honest end.
      response.reset();
      return;
    }
    ApiResponse answer = answer(problem, place(context));
    switch (problem.type()) {
      case UNAUTHORIZED -> answer = answer.with("WWW-Authenticate", "Bearer realm=\"punctual\"");
      case METHOD_NOT_ALLOWED ->
          answer = answer.with("Allow", contract.allowedMethods(context.request().path()));
      case PAYLOAD_TOO_LARGE, REQUEST_TIMEOUT -> answer = answer.with("Connection", "close");
      default -> {}
    }
    // Whoever has left needs no answer.
    answer.writeTo(context.request()).onFailure(gone -> {});
  }

  /** The problem as an answer. */
  static ApiResponse answer(Problem problem, String instance) {
    ApiResponse answer =
        ApiResponse.json(problem.type().status(), body(problem, instance))
            .with("Content-Type", MEDIA_TYPE);
    return problem
        .retryAfter()
        .map(delay -> String.valueOf(Math.max(1, delay.plusMillis(999).toSeconds())))
        .map(seconds -> answer.with("Retry-After", seconds))
        .orElse(answer);
  }

  static ObjectNode body(Problem problem, String instance) {
    ObjectNode body =
        Json.MAPPER
            .createObjectNode()
            .put("type", problem.type().uri())
            .put("title", problem.type().title())
            .put("status", problem.type().status())
            .put("detail", problem.detail())
            .put("instance", instance)
            .put("code", problem.type().code())
            .put("request_id", RequestId.current().orElse(""));
    if (!problem.errors().isEmpty()) {
      ArrayNode errors = body.putArray("errors");
      for (FieldError error : problem.errors()) {
        errors.addObject().put("pointer", error.pointer()).put("message", error.message());
      }
    }
    return body;
  }

  private static Problem problemOf(RoutingContext context) {
    if (context.failure() instanceof ProblemException known) {
      return known.problem();
    }
    String path = place(context);
    if (path.equals(NOWHERE)) {
      return new Problem(ProblemType.BAD_REQUEST, "The path cannot be decoded.");
    }
    return switch (context.statusCode()) {
      case 400 -> new Problem(ProblemType.BAD_REQUEST, "The request cannot be understood.");
      case 404 -> new Problem(ProblemType.NOT_FOUND, "There is nothing at " + path + ".");
      case 405 ->
          new Problem(
              ProblemType.METHOD_NOT_ALLOWED,
              path + " does not know " + context.request().method().name() + ".");
      case 406 -> new Problem(ProblemType.NOT_ACCEPTABLE, "None of the accepted types fits.");
      case 413 -> new Problem(ProblemType.PAYLOAD_TOO_LARGE, "The body is too large.");
      case 414 -> new Problem(ProblemType.URI_TOO_LONG, "The request line is too long.");
      case 415 -> new Problem(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send application/json.");
      case 431 -> new Problem(ProblemType.HEADERS_TOO_LARGE, "The headers are too large.");
      default ->
          new Problem(ProblemType.INTERNAL_ERROR, "The cause is in the log under the request_id.");
    };
  }

  /** The path, without the secret of a webhook's. */
  private static String place(RoutingContext context) {
    try {
      boolean secret = context.normalizedPath().startsWith(WebhookUrls.PATH);
      return secret ? WebhookUrls.PATH + "{token}" : context.request().path();
    } catch (IllegalArgumentException undecodable) {
      return NOWHERE;
    }
  }

  private static void log(Problem problem, RoutingContext context) {
    if (problem.type() == ProblemType.INTERNAL_ERROR
        && !(context.failure() instanceof ProblemException)) {
      LOG.atError()
          .addKeyValue("method", context.request().method().name())
          .setCause(context.failure())
          .log("Request failed");
    }
  }
}

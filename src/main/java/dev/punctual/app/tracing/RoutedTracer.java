package dev.punctual.app.tracing;

import dev.punctual.http.RequestRoute;
import io.vertx.core.Context;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.tracing.opentelemetry.Operation;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Vert.x knows a request's path; this adds the contract's, which tells no secret. */
final class RoutedTracer implements VertxTracer<Operation, Operation> {
  private final VertxTracer<Operation, Operation> tracer;

  @SuppressWarnings("unchecked")
  RoutedTracer(VertxTracer<?, ?> openTelemetry) {
    this.tracer = (VertxTracer<Operation, Operation>) openTelemetry;
  }

  @Override
  public <R> @Nullable Operation receiveRequest(
      Context context,
      SpanKind kind,
      TracingPolicy policy,
      R request,
      String operation,
      Iterable<Map.Entry<String, String>> headers,
      TagExtractor<R> tags) {
    return tracer.receiveRequest(context, kind, policy, request, operation, headers, tags);
  }

  @Override
  public <R> void sendResponse(
      Context context,
      @Nullable R response,
      @Nullable Operation operation,
      @Nullable Throwable failure,
      TagExtractor<R> tags) {
    // The bus answers with no response, and outside of requests there is no route.
    if (response != null && operation != null) {
      RequestRoute.of(context)
          .ifPresent(route -> operation.span().setAttribute(PublicSpan.ROUTE, route));
    }
    tracer.sendResponse(context, response, operation, failure, tags);
  }

  @Override
  public <R> @Nullable Operation sendRequest(
      Context context,
      SpanKind kind,
      TracingPolicy policy,
      R request,
      String operation,
      BiConsumer<String, String> headers,
      TagExtractor<R> tags) {
    return tracer.sendRequest(context, kind, policy, request, operation, headers, tags);
  }

  @Override
  public <R> void receiveResponse(
      Context context,
      @Nullable R response,
      @Nullable Operation operation,
      @Nullable Throwable failure,
      TagExtractor<R> tags) {
    tracer.receiveResponse(context, response, operation, failure, tags);
  }

  @Override
  public void close() {
    tracer.close();
  }
}

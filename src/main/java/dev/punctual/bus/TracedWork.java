package dev.punctual.bus;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tells Vert.x's tracer.
 *
 * @param context work within the span runs there
 * @param closing ends the span
 */
record TracedWork(
    ContextInternal context, Optional<String> traceparent, Consumer<TracedWork.Tags> closing)
    implements Trace {
  private static final String TRACEPARENT = "traceparent";
  private static final String OUTCOME = "punctual.outcome";

  /** What is told with a span. */
  record Tags(List<Map.Entry<String, String>> entries) {
    private static final TagExtractor<Tags> EXTRACTOR =
        new TagExtractor<>() {
          @Override
          public int len(Tags tags) {
            return tags.entries().size();
          }

          @Override
          public String name(Tags tags, int index) {
            return tags.entries().get(index).getKey();
          }

          @Override
          public String value(Tags tags, int index) {
            return tags.entries().get(index).getValue();
          }
        };

    Tags {
      entries = List.copyOf(entries);
    }

    static Tags of(Map<String, String> tags) {
      return new Tags(List.copyOf(tags.entrySet()));
    }
  }

  static Trace putAside(ContextInternal context, String operation) {
    VertxTracer<Object, Object> tracer = tracer(context);
    Map<String, String> headers = new HashMap<>();
    Object span =
        tracer.sendRequest(
            context,
            SpanKind.MESSAGING,
            TracingPolicy.PROPAGATE,
            Tags.of(Map.of()),
            operation,
            headers::put,
            Tags.EXTRACTOR);
    return span == null
        ? NONE
        : new TracedWork(
            context,
            Optional.ofNullable(headers.get(TRACEPARENT)),
            tags -> tracer.receiveResponse(context, tags, span, null, Tags.EXTRACTOR));
  }

  static Trace takeUp(
      ContextInternal current,
      String operation,
      Optional<String> traceparent,
      Map<String, String> tags) {
    VertxTracer<Object, Object> tracer = tracer(current);
    ContextInternal context = current.unwrap().duplicate();
    Object span =
        tracer.receiveRequest(
            context,
            SpanKind.MESSAGING,
            TracingPolicy.ALWAYS,
            Tags.of(tags),
            operation,
            traceparent.map(place -> Map.of(TRACEPARENT, place)).orElse(Map.of()).entrySet(),
            Tags.EXTRACTOR);
    return new TracedWork(
        context,
        Optional.empty(),
        end -> tracer.sendResponse(context, end, span, null, Tags.EXTRACTOR));
  }

  /** Runs work on another context of this thread; the answer arrives on the present one. */
  static <T> Future<T> on(ContextInternal context, Supplier<Future<T>> work) {
    ContextInternal caller = ContextInternal.current();
    Promise<T> answer = caller == null ? Promise.promise() : caller.promise();
    context.dispatch(
        () -> Future.succeededFuture().compose(begun -> work.get()).onComplete(answer));
    return answer.future();
  }

  @Override
  public <T> Future<T> within(Supplier<Future<T>> work) {
    return on(context, work);
  }

  @Override
  public void end(String outcome) {
    closing.accept(Tags.of(Map.of(OUTCOME, outcome)));
  }

  /** A span is whatever this tracer says that it is. */
  @SuppressWarnings("unchecked")
  private static VertxTracer<Object, Object> tracer(ContextInternal context) {
    return (VertxTracer<Object, Object>) context.tracer();
  }
}

package dev.punctual.testkit;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** What nodes tell of what they do, as a collector would get it. */
public final class TestTraces {
  private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service.name");
  private static final AttributeKey<String> STATEMENT = AttributeKey.stringKey("db.query.text");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final InMemorySpanExporter spans = InMemorySpanExporter.create();

  /** For one node; the spans outlive it. */
  public SpanExporter exporter() {
    return new SpanExporter() {
      @Override
      public CompletableResultCode export(Collection<SpanData> told) {
        return spans.export(told);
      }

      @Override
      public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess();
      }

      @Override
      public CompletableResultCode shutdown() {
        return CompletableResultCode.ofSuccess();
      }
    };
  }

  public List<SpanData> all() {
    return spans.getFinishedSpanItems();
  }

  public List<SpanData> where(Predicate<SpanData> condition) {
    return all().stream().filter(condition).toList();
  }

  /** Waits for one. */
  public SpanData await(Predicate<SpanData> condition) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> where(condition).stream().findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  /**
   * Waits for what lies between a span and the beginning of its trace: {@code service KIND name}.
   */
  public List<String> way(SpanData span) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> wayIfKnown(span), Optional::isPresent)
        .orElseThrow();
  }

  private Optional<List<String>> wayIfKnown(SpanData span) {
    Deque<String> way = new ArrayDeque<>();
    Optional<SpanData> step = Optional.of(span);
    while (step.isPresent()) {
      SpanData here = step.get();
      way.addFirst(describe(here));
      if (!here.getParentSpanContext().isValid()) {
        return Optional.of(List.copyOf(way));
      }
      step = where(other -> other.getSpanId().equals(here.getParentSpanId())).stream().findFirst();
    }
    return Optional.empty();
  }

  public static String describe(SpanData span) {
    return "%s %s %s".formatted(service(span), span.getKind(), span.getName());
  }

  public static String service(SpanData span) {
    return String.valueOf(span.getResource().getAttribute(SERVICE));
  }

  public static Predicate<SpanData> called(String description) {
    return span -> describe(span).equals(description);
  }

  /** One that asks the database. */
  public static Predicate<SpanData> asks(String service, String part) {
    return span ->
        service(span).equals(service)
            && String.valueOf(span.getAttributes().get(STATEMENT)).contains(part);
  }
}

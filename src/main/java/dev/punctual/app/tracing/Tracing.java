package dev.punctual.app.tracing;

import dev.punctual.config.Config;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.vertx.core.spi.VertxTracerFactory;
import io.vertx.tracing.opentelemetry.OpenTelemetryTracingFactory;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Records spans in memory and sends them in batches; nothing waits for that. */
public final class Tracing {
  private static final String OTLP_PATH = "/v1/traces";
  private static final Duration EXPORT_LIMIT = Duration.ofSeconds(3);
  private static final Duration GATHER = Duration.ofSeconds(1);

  /** Spans that wait to be sent; further ones are dropped. */
  private static final int QUEUE_LIMIT = 8_192;

  private final OpenTelemetrySdk sdk;

  private Tracing(OpenTelemetrySdk sdk) {
    this.sdk = sdk;
  }

  /** Empty where no collector is named. */
  public static Optional<Tracing> of(Config.Tracing config) {
    return config.endpoint().map(collector -> into(otlp(collector), config));
  }

  /** Sends to a given exporter what may be seen. */
  public static Tracing into(SpanExporter exporter, Config.Tracing config) {
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(resource(config.serviceName()))
            .setSampler(ProbeSampler.besides(config.sampleRatio()))
            .addSpanProcessor(
                BatchSpanProcessor.builder(new PublicSpanExporter(exporter))
                    .setMaxQueueSize(QUEUE_LIMIT)
                    .setScheduleDelay(GATHER)
                    .setExporterTimeout(EXPORT_LIMIT)
                    .build())
            .build();
    return new Tracing(
        OpenTelemetrySdk.builder()
            .setTracerProvider(provider)
            // No baggage: what a client says about itself is not passed on to others.
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build());
  }

  private static SpanExporter otlp(URI collector) {
    String base = collector.toString().replaceAll("/+$", "");
    // It logs by itself, past the log's format; PublicSpanExporter tells what there is to tell.
    ExporterLog.silence();
    return OtlpHttpSpanExporter.builder()
        .setEndpoint(base.endsWith(OTLP_PATH) ? base : base + OTLP_PATH)
        .setTimeout(EXPORT_LIMIT)
        .setConnectTimeout(EXPORT_LIMIT)
        .setRetryPolicy(null)
        .build();
  }

  private static Resource resource(String serviceName) {
    return Resource.create(
        Attributes.of(
            AttributeKey.stringKey("service.name"),
            serviceName,
            AttributeKey.stringKey("service.instance.id"),
            UUID.randomUUID().toString()));
  }

  /** Has Vert.x tell of what it does. */
  public VertxTracerFactory factory() {
    return options -> new RoutedTracer(new OpenTelemetryTracingFactory(sdk).tracer(options));
  }

  /** Sends what is left, if somebody takes it in time. */
  public void close() {
    sdk.getSdkTracerProvider()
        .shutdown()
        .join(EXPORT_LIMIT.multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS);
  }
}

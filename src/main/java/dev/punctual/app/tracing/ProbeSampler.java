package dev.punctual.app.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Leaves out what machines ask every few seconds: health and metrics. */
record ProbeSampler(Sampler others) implements Sampler {
  private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");

  /** Records a share of the traces that begin here, and what comes in as recorded. */
  static Sampler besides(double ratio) {
    return new ProbeSampler(Sampler.parentBased(Sampler.traceIdRatioBased(ratio)));
  }

  @Override
  public SamplingResult shouldSample(
      Context parent,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    return kind == SpanKind.SERVER && isProbe(attributes.get(PATH))
        ? SamplingResult.drop()
        : others.shouldSample(parent, traceId, name, kind, attributes, links);
  }

  private static boolean isProbe(@Nullable String path) {
    return path != null && (path.startsWith("/health/") || path.equals("/metrics"));
  }

  @Override
  public String getDescription() {
    return "no probes, otherwise " + others.getDescription();
  }
}

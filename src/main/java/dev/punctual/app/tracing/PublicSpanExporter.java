package dev.punctual.app.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes on what may leave the node, and tells once when nobody takes it. */
final class PublicSpanExporter implements SpanExporter {
  private static final Logger LOG = LoggerFactory.getLogger(PublicSpanExporter.class);

  private final SpanExporter exporter;
  private final AtomicBoolean away = new AtomicBoolean();

  PublicSpanExporter(SpanExporter exporter) {
    this.exporter = exporter;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    CompletableResultCode result =
        exporter.export(spans.stream().<SpanData>map(PublicSpan::new).toList());
    return result.whenComplete(() -> tell(result.isSuccess()));
  }

  private void tell(boolean delivered) {
    if (away.compareAndSet(delivered, !delivered)) {
      if (delivered) {
        LOG.info("The collector takes traces again");
      } else {
        LOG.warn("The collector takes no traces; they are dropped until it does");
      }
    }
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}

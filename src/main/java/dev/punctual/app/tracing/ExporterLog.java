package dev.punctual.app.tracing;

import java.util.logging.Level;
import java.util.logging.Logger;

/** The log of OpenTelemetry's own exporter, which goes past the node's to the standard error. */
final class ExporterLog {
  /** Held, because the JDK forgets a logger, and its level, that nobody holds. */
  private static final Logger LOG = Logger.getLogger("io.opentelemetry");

  private ExporterLog() {}

  static void silence() {
    LOG.setLevel(Level.OFF);
  }
}

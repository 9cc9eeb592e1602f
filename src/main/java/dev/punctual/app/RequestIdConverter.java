package dev.punctual.app;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.punctual.bus.RequestId;

/** Logback's {@code %requestId}: the request that a line belongs to, or {@code -}. */
public final class RequestIdConverter extends ClassicConverter {
  @Override
  public String convert(ILoggingEvent event) {
    return RequestId.current().orElse("-");
  }
}

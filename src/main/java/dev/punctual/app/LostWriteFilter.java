package dev.punctual.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Says nothing of a defect of the event bus: it completes each message that could not be written to
 * another node twice, and complains of itself with a stack trace. The message is asked again.
 */
public final class LostWriteFilter extends TurboFilter {
  private static final String CONTEXT = "io.vertx.core.impl.ContextImpl";
  private static final String TWICE = "Promise already completed";
  private static final String WRITE = "io.vertx.core.net.impl.DelegatingChannelPromise";

  @Override
  public FilterReply decide(
      @Nullable Marker marker,
      Logger logger,
      Level level,
      @Nullable String format,
      Object @Nullable [] parameters,
      @Nullable Throwable failure) {
    return logger.getName().equals(CONTEXT) && failure != null && isLostWrite(failure)
        ? FilterReply.DENY
        : FilterReply.NEUTRAL;
  }

  private static boolean isLostWrite(Throwable failure) {
    if (TWICE.equals(failure.getMessage())) {
      for (StackTraceElement frame : failure.getStackTrace()) {
        if (frame.getClassName().equals(WRITE)) {
          return true;
        }
      }
    }
    return false;
  }
}

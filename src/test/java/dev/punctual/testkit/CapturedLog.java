package dev.punctual.testkit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Everything that this process logs, down to DEBUG, instead of writing it out. */
public final class CapturedLog implements AutoCloseable {
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Level before = root.getLevel();
  private final List<Appender<ILoggingEvent>> usual = new ArrayList<>();
  private final ListAppender<ILoggingEvent> captured = new ListAppender<>();

  public CapturedLog() {
    root.iteratorForAppenders().forEachRemaining(usual::add);
    usual.forEach(root::detachAppender);
    captured.start();
    root.addAppender(captured);
    root.setLevel(Level.DEBUG);
  }

  /** Messages with their fields and stack traces. */
  public List<String> lines() {
    return List.copyOf(captured.list).stream().map(CapturedLog::line).toList();
  }

  private static String line(ILoggingEvent event) {
    Optional<IThrowableProxy> cause = Optional.ofNullable(event.getThrowableProxy());
    return event.getFormattedMessage()
        + " "
        + event.getKeyValuePairs()
        + " "
        + cause.map(ThrowableProxyUtil::asString).orElse("");
  }

  @Override
  public void close() {
    root.setLevel(before);
    root.detachAppender(captured);
    usual.forEach(root::addAppender);
  }
}

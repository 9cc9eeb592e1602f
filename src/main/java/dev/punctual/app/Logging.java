package dev.punctual.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import dev.punctual.config.Config;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets the log's format and level. Both formats stand in {@code logback.xml}. */
final class Logging {
  private static final String DEFAULT_FORMAT = "<appender-ref ref=\"plain\"/>";
  private static final String JSON_FORMAT = "<appender-ref ref=\"json\"/>";

  private Logging() {}

  static void configure(Config.Log config) {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return;
    }
    if (config.format() == Config.Log.Format.JSON) {
      useJson(context);
    }
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.toLevel(config.level()));
  }

  private static void useJson(LoggerContext context) {
    try (InputStream in = Logging.class.getResourceAsStream("/logback.xml")) {
      if (in == null) {
        throw new IllegalStateException("the log's configuration is part of the jar");
      }
      String xml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      context.reset();
      JoranConfigurator configurator = new JoranConfigurator();
      configurator.setContext(context);
      configurator.doConfigure(
          new java.io.ByteArrayInputStream(
              xml.replace(DEFAULT_FORMAT, JSON_FORMAT).getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JoranException e) {
      throw new IllegalStateException("the log's configuration is part of the jar", e);
    }
  }
}

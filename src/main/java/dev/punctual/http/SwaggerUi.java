package dev.punctual.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which Swagger UI the jar holds; the build writes it down. */
final class SwaggerUi {
  private SwaggerUi() {}

  static String version() {
    Properties properties = new Properties();
    try (InputStream in = SwaggerUi.class.getResourceAsStream("/punctual-build.properties")) {
      properties.load(in);
      return properties.getProperty("swagger-ui.version", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

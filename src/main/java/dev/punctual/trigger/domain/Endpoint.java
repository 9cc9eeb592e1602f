package dev.punctual.trigger.domain;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;

/**
 * What can be called at all, judged by its looks alone. Whether it may be called is known only when
 * its name has been resolved.
 */
public final class Endpoint {
  public static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private static final int MAX_LENGTH = 2_048;
  private static final int MAX_PORT = 65_535;
  private static final int NO_PORT = -1;

  private Endpoint() {}

  /** A sentence about what is wrong with a URL, without its subject; empty if nothing is. */
  public static Optional<String> problemWith(String url) {
    if (url.length() > MAX_LENGTH) {
      return Optional.of("must not be longer than %d characters".formatted(MAX_LENGTH));
    }
    if (url.chars().anyMatch(Character::isISOControl)) {
      return Optional.of("must not contain control characters");
    }
    try {
      return problemWith(new URI(url));
    } catch (URISyntaxException e) {
      return Optional.of("is not a valid URL");
    }
  }

  private static Optional<String> problemWith(URI url) {
    if (!"http".equalsIgnoreCase(url.getScheme()) && !"https".equalsIgnoreCase(url.getScheme())) {
      return Optional.of("must begin with http:// or https://");
    }
    if (url.getRawAuthority() == null) {
      return Optional.of("must name a host");
    }
    if (url.getRawAuthority().contains("@")) {
      return Optional.of("must not carry a user name or password");
    }
    if (url.getHost() == null) {
      return Optional.of("must name a valid host and port");
    }
    if (url.getPort() != NO_PORT && (url.getPort() < 1 || url.getPort() > MAX_PORT)) {
      return Optional.of("must have a port from 1 to %d".formatted(MAX_PORT));
    }
    return Optional.empty();
  }
}

package dev.punctual.trigger.runner;

import dev.punctual.trigger.domain.Endpoint;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a call goes.
 *
 * @param host a name or an address, without brackets
 * @param authority as the {@code Host} header has it
 * @param path with the query
 */
record Target(boolean ssl, String host, int port, String authority, String path) {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /** Fails with a {@link CallFailure} if nothing can be called by this URL. */
  static Target of(String url) {
    Endpoint.problemWith(url)
        .ifPresent(
            problem -> {
              throw new CallFailure(CallFailure.Reason.INVALID, "the URL " + problem);
            });
    URI uri = URI.create(URI.create(url).toASCIIString());
    boolean ssl = uri.getScheme().equalsIgnoreCase("https");
    int port = uri.getPort() > 0 ? uri.getPort() : ssl ? HTTPS_PORT : HTTP_PORT;
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return new Target(
        ssl,
        uri.getHost().replaceAll("[\\[\\]]", "").toLowerCase(Locale.ROOT),
        port,
        uri.getRawAuthority(),
        path + Optional.ofNullable(uri.getRawQuery()).map(query -> "?" + query).orElse(""));
  }

  /** What calls are counted by. */
  String endpoint() {
    return host + ":" + port;
  }
}

package dev.punctual.http;

import dev.punctual.problem.ProblemType;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Keeps the web out of a server that needs no key. Any page that is open on its machine can send
 * requests here: a page of another site tells its own origin, and one that has made its name lead
 * here (DNS rebinding) asks for that name.
 */
final class OwnPages {
  private static final Pattern LOOPBACK =
      Pattern.compile(
          "(.+\\.)?localhost|127(\\.[0-9]{1,3}){3}|\\[?::1]?", Pattern.CASE_INSENSITIVE);

  private final Optional<URI> publicUrl;

  OwnPages(Optional<URI> publicUrl) {
    this.publicUrl = publicUrl;
  }

  /**
   * Refuses what another site's page might have sent.
   *
   * @throws dev.punctual.problem.ProblemException {@code foreign_origin}
   */
  void require(HttpServerRequest request) {
    Optional<String> host = Optional.ofNullable(request.authority()).map(HostAndPort::host);
    if (host.filter(name -> !isOwnHost(name)).isPresent()) {
      throw ProblemType.FOREIGN_ORIGIN.because(
          "Without API keys the Host must be this machine or that of http.public_url.");
    }
    Optional<String> origin = Optional.ofNullable(request.getHeader("Origin"));
    if (origin.filter(site -> !isOwnOrigin(site)).isPresent()) {
      throw ProblemType.FOREIGN_ORIGIN.because(
          "Without API keys the Origin must be this machine's or that of http.public_url.");
    }
  }

  private boolean isOwnHost(String host) {
    return isLoopback(host)
        || publicUrl.filter(url -> url.getHost().equalsIgnoreCase(host)).isPresent();
  }

  private boolean isOwnOrigin(String origin) {
    try {
      URI site = new URI(origin);
      return site.getHost() != null
          && (isLoopback(site.getHost())
              || publicUrl.filter(url -> isSameOrigin(url, site)).isPresent());
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean isLoopback(String host) {
    return LOOPBACK.matcher(host).matches();
  }

  private static boolean isSameOrigin(URI one, URI other) {
    return one.getScheme().equalsIgnoreCase(other.getScheme())
        && one.getHost().equalsIgnoreCase(other.getHost())
        && port(one) == port(other);
  }

  private static int port(URI url) {
    if (url.getPort() != -1) {
      return url.getPort();
    }
    return url.getScheme().equalsIgnoreCase("https") ? 443 : 80;
  }
}

package dev.punctual.http;

import dev.punctual.problem.ProblemType;
import dev.punctual.trigger.domain.Trigger;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/** The addresses of webhooks, as the client that asks would reach them. */
final class WebhookUrls {
  static final String PATH = "/hooks/";

  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?");

  private final Optional<String> publicUrl;

  WebhookUrls(Optional<URI> publicUrl) {
    this.publicUrl = publicUrl.map(url -> url.toString().replaceAll("/+$", ""));
  }

  Optional<String> of(Trigger trigger, HttpServerRequest asker) {
    return trigger
        .hookToken()
        .map(token -> publicUrl.orElseGet(() -> origin(asker)) + PATH + token);
  }

  /** A client may send any Host; what is no host must not become part of an address. */
  private static String origin(HttpServerRequest asker) {
    String host =
        Optional.ofNullable(asker.authority())
            .map(Object::toString)
            .filter(text -> HOST.matcher(text).matches())
            .orElseThrow(
                () -> ProblemType.HEADER_INVALID.because("The Host header names no host."));
    return asker.scheme() + "://" + host;
  }
}

package dev.punctual.http;

import dev.punctual.bus.RequestId;
import dev.punctual.time.Uuid7;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Gives every request its id, also one that is not even HTTP. While the node stops, each answer
 * ends its connection, so that none is left to be cut.
 */
final class RequestStart implements Handler<HttpServerRequest> {
  private static final String HEADER = "X-Request-Id";
  private static final Pattern ACCEPTABLE = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  private final Clock clock;
  private final Health health;
  private final Handler<HttpServerRequest> next;

  RequestStart(Clock clock, Health health, Handler<HttpServerRequest> next) {
    this.clock = clock;
    this.health = health;
    this.next = next;
  }

  @Override
  public void handle(HttpServerRequest request) {
    String id =
        Optional.ofNullable(request.getHeader(HEADER))
            .filter(given -> ACCEPTABLE.matcher(given).matches())
            .orElseGet(() -> Uuid7.next(clock));
    RequestId.attach(id);
    request.response().putHeader(HEADER, id).putHeader("X-Content-Type-Options", "nosniff");
    if (health.isStopping() && request.version() != HttpVersion.HTTP_2) {
      request.response().putHeader("Connection", "close");
    }
    next.handle(request);
  }
}

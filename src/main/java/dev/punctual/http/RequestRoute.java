package dev.punctual.http;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.context.storage.ContextLocal;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * The contract's path that a request is for, such as {@code /hooks/{token}}, kept in the Vert.x
 * context: traces name the request by it, because the path itself may hold a secret.
 */
public final class RequestRoute implements VertxServiceProvider {
  private static final ContextLocal<String> LOCAL = ContextLocal.registerLocal(String.class);

  @Override
  public void init(VertxBootstrap builder) {
    // Loading this class before Vert.x starts is what registers the local.
  }

  public static Optional<String> of(Context context) {
    return Optional.ofNullable(context.getLocal(LOCAL));
  }

  /** Attaches it to every request that comes by. */
  static Handler<RoutingContext> attaching(String path) {
    return request -> {
      Context context = Vertx.currentContext();
      if (context != null) {
        context.putLocal(LOCAL, path);
      }
      request.next();
    };
  }
}

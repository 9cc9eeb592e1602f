package dev.punctual.bus;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.context.storage.ContextLocal;
import java.util.Optional;

/**
 * The id of the request that is being served, kept in the Vert.x context's local storage: it
 * follows the work across futures, worker threads and the bus, and stands in every log line.
 */
public final class RequestId implements VertxServiceProvider {
  private static final ContextLocal<String> LOCAL = ContextLocal.registerLocal(String.class);

  @Override
  public void init(VertxBootstrap builder) {
    // Loading this class before Vert.x starts is what registers the local.
  }

  public static Optional<String> current() {
    Context context = Vertx.currentContext();
    return context == null ? Optional.empty() : Optional.ofNullable(context.getLocal(LOCAL));
  }

  /** Attaches the id to the current context; outside of one it does nothing. */
  public static void attach(String id) {
    Context context = Vertx.currentContext();
    if (context != null) {
      context.putLocal(LOCAL, id);
    }
  }
}

package dev.punctual.trigger.runner;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Asks the operating system, on threads of its own. */
final class SystemNameResolver implements NameResolver {
  private final WorkerExecutor threads;

  SystemNameResolver(WorkerExecutor threads) {
    this.threads = threads;
  }

  @Override
  public Future<List<InetAddress>> resolve(String host) {
    return threads.executeBlocking(() -> addresses(host), false);
  }

  private static List<InetAddress> addresses(String host) {
    try {
      return List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException e) {
      return List.of();
    }
  }
}

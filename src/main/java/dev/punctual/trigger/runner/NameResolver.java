package dev.punctual.trigger.runner;

import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.List;

/** Finds the addresses of a host. */
interface NameResolver {
  /** The addresses, the preferred ones first; none if nobody knows the host. */
  Future<List<InetAddress>> resolve(String host);
}

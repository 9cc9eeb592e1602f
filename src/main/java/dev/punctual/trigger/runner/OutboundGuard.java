package dev.punctual.trigger.runner;

import dev.punctual.trigger.runner.CallFailure.Reason;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Finds the address that a call goes to. It judges addresses, not names, and hands out the very
 * address that it judged: a name that resolves to something else a moment later changes nothing.
 */
final class OutboundGuard {
  private final NameResolver resolver;
  private final AddressPolicy policy;
  private final Duration patience;

  OutboundGuard(NameResolver resolver, AddressPolicy policy, Duration patience) {
    this.resolver = resolver;
    this.policy = policy;
    this.patience = patience;
  }

  /**
   * An open address of the host, or a {@link CallFailure}.
   *
   * @param attempt from 1; another attempt takes another address, if there are several
   */
  Future<InetAddress> addressOf(String host, int attempt) {
    return resolver
        .resolve(host)
        .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .recover(failure -> Future.failedFuture(notResolved(host, failure)))
        .compose(addresses -> choose(host, attempt, addresses));
  }

  private Future<InetAddress> choose(String host, int attempt, List<InetAddress> addresses) {
    if (addresses.isEmpty()) {
      return Future.failedFuture(new CallFailure(Reason.DNS, host + " is not known to the DNS"));
    }
    List<InetAddress> open = addresses.stream().filter(policy::permits).toList();
    if (open.isEmpty()) {
      return Future.failedFuture(
          new CallFailure(
              Reason.REFUSED,
              host + " resolves to an address that is not open (trigger.outbound.allow)"));
    }
    // The resolver put the family first that this machine prefers; the other may not be routed.
    List<InetAddress> preferred =
        open.stream().filter(address -> address.getClass() == open.get(0).getClass()).toList();
    return Future.succeededFuture(preferred.get((attempt - 1) % preferred.size()));
  }

  private static CallFailure notResolved(String host, Throwable failure) {
    if (failure instanceof CallFailure known) {
      return known;
    }
    return new CallFailure(
        Reason.DNS,
        failure instanceof TimeoutException
            ? host + " could not be looked up in time"
            : host + " could not be looked up");
  }
}

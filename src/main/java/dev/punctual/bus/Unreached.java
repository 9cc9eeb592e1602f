package dev.punctual.bus;

import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.eventbus.impl.OutboundDeliveryContext;

/**
 * Questions that have reached nobody, and are safe to ask again whatever they ask for. Vert.x tells
 * at once of an address that no node serves; a question to a node that cannot be connected to would
 * wait until its time is over, so it is failed here in the same way.
 */
final class Unreached {
  private Unreached() {}

  static boolean is(Throwable failure) {
    return failure instanceof ReplyException reply
        && reply.failureType() == ReplyFailure.NO_HANDLERS;
  }

  /** An interceptor of everything that is sent. */
  static void watch(DeliveryContext<Object> delivery) {
    if (delivery instanceof OutboundDeliveryContext<?> sending
        && sending.send()
        && !sending.options.isLocalOnly()) {
      sending
          .writePromise
          .future()
          .onFailure(
              failure -> {
                if (!(failure instanceof ReplyException)) {
                  sending.tryFail(
                      new ReplyException(ReplyFailure.NO_HANDLERS, failure.getMessage()));
                }
              });
    }
    delivery.next();
  }
}

package dev.punctual.trigger.runner;

import dev.punctual.config.Config;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the runners of a node have in common.
 *
 * @param running attempts under way
 */
record NodeShare(HostLimiter hosts, AtomicInteger running) implements Shareable {
  private static final String NAME = "punctual.trigger.runner";
  private static final int WAITING_FOR_HOST = 1_000;
  private static final int WAITING = 10_000;

  static NodeShare of(Vertx vertx, Config.Trigger.Outbound config, MeterRegistry meters) {
    return vertx
        .sharedData()
        .<String, NodeShare>getLocalMap(NAME)
        .computeIfAbsent(NAME, first -> create(config, meters));
  }

  private static NodeShare create(Config.Trigger.Outbound config, MeterRegistry meters) {
    AtomicInteger running = new AtomicInteger();
    Gauge.builder("punctual_trigger_running", running, AtomicInteger::get)
        .description("Attempts under way")
        .register(meters);
    return new NodeShare(
        new HostLimiter(new HostLimiter.Limits(config.perHost(), WAITING_FOR_HOST, WAITING)),
        running);
  }
}

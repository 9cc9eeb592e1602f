package dev.punctual.app;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.Set;

/** The metrics of a node, as Prometheus names them. */
final class Meters {
  private static final double NANOS_A_SECOND = 1e9;

  /** What the platform would show in units or under names that Prometheus advises against. */
  private static final Set<String> MISNAMED =
      Set.of("process.cpu.time", "jvm.compilation.time", "system.cpu.count");

  private Meters() {}

  static PrometheusMeterRegistry registry() {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    meters.config().meterFilter(MeterFilter.deny(Meters::isMisnamed));
    FunctionCounter.builder(
            "process_cpu_seconds",
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class),
            system -> system.getProcessCpuTime() / NANOS_A_SECOND)
        .description("Processor time of all threads")
        .register(meters);
    return meters;
  }

  private static boolean isMisnamed(Meter.Id meter) {
    return MISNAMED.contains(meter.getName());
  }
}

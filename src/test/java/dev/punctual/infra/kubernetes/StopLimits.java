package dev.punctual.infra.kubernetes;

import dev.punctual.config.Role;
import java.time.Duration;
import java.util.Set;

/** How long a node may take to stop at the very most: every step of it up to its limit. */
final class StopLimits {
  /** As in {@code Node} and {@code Platform}. */
  private static final Duration STEP = Duration.ofSeconds(30);

  /** As in {@code HazelcastSettings}. */
  private static final Duration GOODBYE = Duration.ofSeconds(10);

  private static final Set<Role> STORELESS = Set.of(Role.LOOKUP, Role.RUNNER);

  private StopLimits() {}

  static Duration of(Set<Role> roles, boolean managed) {
    int answers = 1; // to what other members still ask
    int platform = 1;
    int pool = STORELESS.containsAll(roles) ? 0 : 1;
    int management = managed ? 1 : 0;
    int verticles = roles.stream().mapToInt(StopLimits::steps).sum();
    return STEP.multipliedBy(answers + platform + pool + management + verticles).plus(GOODBYE);
  }

  private static int steps(Role role) {
    return switch (role) {
      case TRIGGER -> 4; // the engine, the definitions, the webhooks, the log
      case STAFF -> 2; // with its cache
      case HTTP, LOOKUP, SHIFT, RUNNER, RETENTION, DELIVERY, CALL -> 1;
    };
  }
}

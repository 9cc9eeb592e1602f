package dev.punctual.call.domain;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/**
 * What is in the way of a call at the time that was given for it.
 *
 * @param detail a sentence without a full stop that names nobody and no number
 */
record Obstacle(Reason reason, String detail) {
  private static final BigDecimal SECONDS_PER_MINUTE = BigDecimal.valueOf(60);

  static Obstacle of(Reason reason) {
    return new Obstacle(reason, reason.text());
  }

  static Obstacle outsideTheWindow(CallPolicy policy) {
    Reason reason = Reason.OUTSIDE_THE_WINDOW;
    return policy
        .meanCall()
        .map(call -> reason.text() + ", where a call of " + minutes(call) + " min must also end")
        .map(detail -> new Obstacle(reason, detail))
        .orElseGet(() -> of(reason));
  }

  private static String minutes(Duration duration) {
    return BigDecimal.valueOf(duration.toSeconds())
        .divide(SECONDS_PER_MINUTE, 2, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }
}

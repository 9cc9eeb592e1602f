package dev.punctual.call.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * The one decision about an entry of a batch.
 *
 * @param phone unless the number could not be read
 * @param zone the IANA zone used; the first one of a number that has several
 * @param scheduled when the call goes out, unless it is rejected
 * @param reason why it was rejected, or why it is where it would not be allowed
 * @param detail a sentence for a person about {@code reason}; names nobody and no number
 * @param suggested the nearest time that is feasible for a call that was rejected for its time
 */
public record CallDecision(
    CallStatus status,
    Optional<Phone> phone,
    Optional<String> zone,
    Optional<Instant> scheduled,
    Optional<Reason> reason,
    Optional<String> detail,
    Optional<Instant> suggested) {

  static CallDecision unreachable(Callee.Unreachable callee) {
    return new CallDecision(
        CallStatus.REJECTED,
        callee.phone(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(callee.reason()),
        Optional.of(callee.reason().text()),
        Optional.empty());
  }

  static CallDecision placed(Callee.Reachable callee, Placement placement) {
    return new CallDecision(
        placement.day() == 0 ? CallStatus.SCHEDULED : CallStatus.ROLLED_OVER,
        Optional.of(callee.phone()),
        Optional.of(callee.zone()),
        Optional.of(placement.at()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static CallDecision kept(Callee.Reachable callee, Instant at) {
    return placed(callee, new Placement(at, 0));
  }

  static CallDecision overridden(Callee.Reachable callee, Instant at, Obstacle obstacle) {
    return new CallDecision(
        CallStatus.SCHEDULED,
        Optional.of(callee.phone()),
        Optional.of(callee.zone()),
        Optional.of(at),
        Optional.of(Reason.KEPT_BY_OVERRIDE),
        Optional.of(obstacle.detail() + "; " + Reason.KEPT_BY_OVERRIDE.text()),
        Optional.empty());
  }

  static CallDecision refused(
      Callee.Reachable callee, Reason reason, String detail, Optional<Instant> suggested) {
    return new CallDecision(
        CallStatus.REJECTED,
        Optional.of(callee.phone()),
        Optional.of(callee.zone()),
        Optional.empty(),
        Optional.of(reason),
        Optional.of(detail),
        suggested);
  }
}

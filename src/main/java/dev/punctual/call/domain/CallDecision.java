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
    Optional<Instant> suggested) {}

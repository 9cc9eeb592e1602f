package dev.punctual.problem;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One occurrence of a problem.
 *
 * @param type which problem of the catalogue
 * @param detail a sentence about this occurrence, safe to show to the client
 * @param errors the places in the body that are wrong; empty unless a body was validated
 * @param retryAfter when trying again makes sense, where that is known
 */
public record Problem(
    ProblemType type, String detail, List<FieldError> errors, Optional<Duration> retryAfter) {

  public Problem {
    errors = List.copyOf(errors);
  }

  public Problem(ProblemType type, String detail) {
    this(type, detail, List.of(), Optional.empty());
  }

  public static Problem invalid(List<FieldError> errors) {
    String detail =
        errors.isEmpty() ? ProblemType.VALIDATION_FAILED.title() : sentence(errors.get(0));
    return new Problem(ProblemType.VALIDATION_FAILED, detail, errors, Optional.empty());
  }

  private static String sentence(FieldError error) {
    return error.pointer().isEmpty() ? error.message() : error.pointer() + ": " + error.message();
  }

  public static Problem invalid(String pointer, String message) {
    return invalid(List.of(new FieldError(pointer, message)));
  }

  /** The same problem with the advice to try again after {@code delay}. */
  public Problem retryAfter(Duration delay) {
    return new Problem(type, detail, errors, Optional.of(delay));
  }

  public ProblemException exception() {
    return new ProblemException(this);
  }
}

package dev.punctual.app;

import java.util.Optional;

/** The node cannot start; the message is one line for the operator. */
public final class StartFailure extends RuntimeException {
  StartFailure(String message) {
    super(message);
  }

  StartFailure(String message, Throwable cause) {
    super(message, cause);
  }

  /** The root of a failure in one line. */
  static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && !(root instanceof StartFailure)) {
      root = root.getCause();
    }
    String text = Optional.ofNullable(root.getMessage()).orElse(root.getClass().getSimpleName());
    return text.lines().findFirst().orElse(text);
  }
}

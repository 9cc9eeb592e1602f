package dev.punctual.app;

/** The node cannot start; the message is one line for the operator. */
public final class StartFailure extends RuntimeException {
  StartFailure(String message) {
    super(message);
  }

  StartFailure(String message, Throwable cause) {
    super(message, cause);
  }
}

package dev.punctual.trigger.runner;

import java.net.ConnectException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Why a call has no answer. The sentence is for the trigger's owner. */
final class CallFailure extends RuntimeException {
  /** Where a call ended. */
  enum Reason {
    INVALID(false),
    REFUSED(false),
    BUSY(true),
    DNS(true),
    CONNECT(true),
    BROKEN(true),
    TIMEOUT(true);

    private final boolean retriable;

    Reason(boolean retriable) {
      this.retriable = retriable;
    }

    boolean retriable() {
      return retriable;
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int MAX_CAUSES = 10;

  private final Reason reason;
  private final String sentence;

  CallFailure(Reason reason, String sentence) {
    super(sentence);
    this.reason = reason;
    this.sentence = sentence;
  }

  /** What kept the connection from being made. */
  static CallFailure connecting(String host, Throwable cause) {
    if (hasCause(cause, CertificateException.class)) {
      return new CallFailure(
          Reason.CONNECT, "the certificate of %s is not trusted or not its own".formatted(host));
    }
    if (hasCause(cause, SSLException.class)) {
      return new CallFailure(
          Reason.CONNECT, "no secure connection to %s could be made".formatted(host));
    }
    return new CallFailure(
        Reason.CONNECT,
        hasCause(cause, ConnectException.class)
            ? "%s does not accept connections".formatted(host)
            : "no connection to %s could be made".formatted(host));
  }

  /** The connection was there, an answer was not, or not all of it. */
  static CallFailure broken(String host) {
    return new CallFailure(
        Reason.BROKEN, "%s ended the connection or did not answer in HTTP".formatted(host));
  }

  private static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
    return Stream.iterate(
            Optional.of(failure),
            Optional::isPresent,
            cause -> cause.flatMap(f -> Optional.ofNullable(f.getCause())))
        .limit(MAX_CAUSES)
        .flatMap(Optional::stream)
        .anyMatch(type::isInstance);
  }

  Reason reason() {
    return reason;
  }

  String sentence() {
    return sentence;
  }

  /** It is an answer, not a defect. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}

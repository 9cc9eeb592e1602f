package dev.punctual.trigger.domain;

/** A cron expression that can't be read. */
final class CronSyntaxException extends IllegalArgumentException {
  private final String reason;

  CronSyntaxException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /** Which part can't be read and why, for the client. */
  String reason() {
    return reason;
  }
}

package dev.punctual.app.embedded;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Why the embedded PostgreSQL does not run. The message is one line, made for the operator. */
public final class EmbeddedPostgresException extends RuntimeException {

  /** What an operator would have to change. */
  public enum Reason {
    /** The data directory can't be created or written, or belongs to another user. */
    NOT_WRITABLE,
    /** Another live Punctual, or a server that can't be seen from here, uses the data directory. */
    IN_USE,
    DISK_FULL,
    /** The data was written by another major version of PostgreSQL. */
    INCOMPATIBLE_VERSION,
    /** The server did not become ready, or an old one did not go, in time. */
    TIMEOUT,
    /** The platform, or the way in which Punctual is started on it, does not suit PostgreSQL. */
    UNSUPPORTED,
    /** Anything else; the server's log says more. */
    FAILED
  }

  private final Reason reason;

  EmbeddedPostgresException(Reason reason, String message) {
    this(reason, message, null);
  }

  EmbeddedPostgresException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** A file operation in the data directory failed. */
  static EmbeddedPostgresException of(IOException failure, Path dataDir) {
    String text = String.valueOf(failure.getMessage());
    if (isDiskFull(text)) {
      return new EmbeddedPostgresException(Reason.DISK_FULL, diskFull(dataDir), failure);
    }
    boolean denied =
        failure instanceof AccessDeniedException || text.contains("Read-only file system");
    return denied
        ? new EmbeddedPostgresException(
            Reason.NOT_WRITABLE,
            "The data directory %s is not writable: %s".formatted(dataDir, firstLine(text)),
            failure)
        : new EmbeddedPostgresException(
            Reason.FAILED,
            "Can't prepare PostgreSQL in %s: %s %s"
                .formatted(dataDir, failure.getClass().getSimpleName(), firstLine(text)),
            failure);
  }

  /** One of PostgreSQL's programs failed and printed {@code output}. */
  static EmbeddedPostgresException of(String program, String output, Path dataDir) {
    if (isDiskFull(output)) {
      return new EmbeddedPostgresException(Reason.DISK_FULL, diskFull(dataDir));
    }
    if (output.contains("cannot be run as root") || output.contains("\"root\" execution")) {
      return new EmbeddedPostgresException(
          Reason.UNSUPPORTED,
          "PostgreSQL refuses to run as root and this system allows no user namespace (unshare -U):"
              + " start Punctual as an ordinary user, or name a server in postgres.url");
    }
    if (output.contains("Permission denied")) {
      return new EmbeddedPostgresException(
          Reason.NOT_WRITABLE,
          "PostgreSQL may not use the data directory %s: %s".formatted(dataDir, cause(output)));
    }
    return new EmbeddedPostgresException(
        Reason.FAILED,
        "PostgreSQL's %s failed in %s: %s".formatted(program, dataDir, cause(output)));
  }

  private static boolean isDiskFull(String text) {
    return text.contains("No space left on device") || text.contains("Disk quota exceeded");
  }

  private static String diskFull(Path dataDir) {
    return "No space left on the disk of the data directory %s".formatted(dataDir);
  }

  /** The gravest line; never one with a statement, which may hold a secret. */
  private static String cause(String output) {
    for (String mark : new String[] {"PANIC:", "FATAL:", "ERROR:", "error:"}) {
      int at = output.indexOf(mark);
      if (at >= 0) {
        return firstLine(output.substring(at + mark.length()));
      }
    }
    return "no reason given, see the log directory";
  }

  private static String firstLine(String text) {
    return text.strip().lines().findFirst().orElse("").strip();
  }
}

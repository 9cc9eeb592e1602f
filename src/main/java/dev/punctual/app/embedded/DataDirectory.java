package dev.punctual.app.embedded;

import dev.punctual.app.embedded.EmbeddedPostgresException.Reason;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.regex.Pattern;

/** The directory that the operator chose for everything that must last. */
final class DataDirectory {
  /** What pg_ctl hands to a shell, or the server's configuration would take for an escape. */
  private static final Pattern UNUSABLE = Pattern.compile("[\"$`\\\\\\p{Cntrl}]");

  private DataDirectory() {}

  /**
   * Makes the directory, for its owner alone, unless it exists.
   *
   * @return its real path
   * @throws EmbeddedPostgresException with {@link Reason#NOT_WRITABLE}, {@link Reason#DISK_FULL} or
   *     {@link Reason#UNSUPPORTED}
   */
  static Path prepare(Path chosen) {
    Path directory = chosen.toAbsolutePath().normalize();
    if (UNUSABLE.matcher(directory.toString()).find()) {
      throw new EmbeddedPostgresException(
          Reason.UNSUPPORTED,
          "The path of the data directory %s holds a character that PostgreSQL can't take: \" $ ` \\"
              .formatted(directory));
    }
    try {
      Files.createDirectories(
          directory, PosixFilePermissions.asFileAttribute(FileTrees.OWNER_ONLY_DIRECTORY));
      owner(directory);
      return directory.toRealPath();
    } catch (FileSystemException e) {
      EmbeddedPostgresException failure = EmbeddedPostgresException.of(e, directory);
      if (failure.reason() == Reason.DISK_FULL) {
        throw failure;
      }
      throw new EmbeddedPostgresException(
          Reason.NOT_WRITABLE,
          "The data directory %s is not writable: %s"
              .formatted(directory, e.getReason() == null ? e.getMessage() : e.getReason()),
          e);
    } catch (IOException e) {
      throw EmbeddedPostgresException.of(e, directory);
    }
  }

  /** Whoever this process is to the file system: the owner of a file that it makes. */
  static UserPrincipal owner(Path directory) throws IOException {
    Path probe = Files.createTempFile(directory, ".writable", "");
    try {
      return Files.getOwner(probe);
    } finally {
      Files.delete(probe);
    }
  }
}

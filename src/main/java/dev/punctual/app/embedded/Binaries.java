package dev.punctual.app.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Properties;

/** PostgreSQL's programs, unpacked from the class path once and kept. */
final class Binaries {
  /** Of the binaries on the class path, as in {@code 18.6.0}. */
  static final String VERSION = readVersion();

  /** Decides about the format of the data. */
  static final String MAJOR_VERSION = VERSION.substring(0, VERSION.indexOf('.'));

  private static final String NAME =
      "bin-%s-%s".formatted(VERSION, System.getProperty("os.arch", "unknown"));

  private Binaries() {}

  static Path directoryIn(Path parent) {
    return parent.resolve(NAME);
  }

  /**
   * Unpacks, unless that is done, beside the goal and renames the whole: a crash or a full disk
   * leaves nothing half-done that looks complete. Several processes may share {@code parent}.
   */
  static synchronized Path unpackInto(Path parent) throws IOException {
    Path goal = directoryIn(parent);
    if (Files.isDirectory(goal)) {
      return goal;
    }
    Files.createDirectories(parent);
    try (FileChannel channel =
            FileChannel.open(
                parent.resolve("bin.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      if (lock.isValid() && !Files.isDirectory(goal)) {
        Path partial = parent.resolve(NAME + ".partial");
        FileTrees.delete(partial);
        BinaryArchive.unpackInto(partial);
        FileTrees.sync(partial);
        Files.move(partial, goal, StandardCopyOption.ATOMIC_MOVE);
        FileTrees.sync(parent, 0);
      }
      return goal;
    }
  }

  /** Removes what other versions of Punctual unpacked. */
  static void deleteOthersIn(Path parent) throws IOException {
    try (var others = Files.newDirectoryStream(parent, "bin-[0-9]*.*-*")) {
      for (Path other : others) {
        if (!other.equals(directoryIn(parent))) {
          FileTrees.delete(other);
        }
      }
    }
  }

  private static String readVersion() {
    try (InputStream in =
        Objects.requireNonNull(Binaries.class.getResourceAsStream("postgres.properties"))) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

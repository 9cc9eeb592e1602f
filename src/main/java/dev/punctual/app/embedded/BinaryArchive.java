package dev.punctual.app.embedded;

import dev.punctual.app.embedded.EmbeddedPostgresException.Reason;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The .txz archive of this platform that zonky publishes. */
final class BinaryArchive {
  /** Of no use to a server: static libraries and what compiles extensions. */
  private static final Pattern SUPERFLUOUS = Pattern.compile(".*\\.a|.*/(pgxs|pkgconfig)(/.*)?");

  private static final int OWNER_MAY_EXECUTE = 0100;

  private BinaryArchive() {}

  static void unpackInto(Path directory) throws IOException {
    Path root = Files.createDirectories(directory).toRealPath();
    try (InputStream archive = open();
        TarArchiveInputStream tar =
            new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (!SUPERFLUOUS.matcher(entry.getName()).matches()) {
          unpack(entry, tar, inside(root, entry.getName()));
        }
      }
    }
  }

  private static InputStream open() throws IOException {
    String system = System.getProperty("os.name", "");
    String machine = System.getProperty("os.arch", "");
    try {
      return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(
          system.startsWith("Mac") ? "Darwin" : system,
          machine.equals("amd64") ? "x86_64" : machine);
    } catch (IllegalStateException e) {
      throw new EmbeddedPostgresException(
          Reason.UNSUPPORTED,
          "This build of Punctual holds no PostgreSQL for %s on %s: name a server in postgres.url"
              .formatted(system, machine),
          e);
    }
  }

  private static Path inside(Path root, String name) throws IOException {
    Path target = root.resolve(name).normalize();
    if (!target.startsWith(root)) {
      throw new IOException("The archive reaches outside its directory: " + name);
    }
    return target;
  }

  private static void unpack(TarArchiveEntry entry, InputStream content, Path target)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Path parent = target.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(content, target);
    if ((entry.getMode() & OWNER_MAY_EXECUTE) != 0) {
      Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }
}

package dev.punctual.app.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the unix socket lives: {@code dataDir/run}, or a temporary directory when that path would
 * exceed what the operating system allows. Nobody but the owner may enter it.
 */
record SocketDirectory(Path path) {
  /**
   * {@code sockaddr_un.sun_path} holds 108 bytes on Linux and 104 on macOS, with a closing zero.
   */
  private static final int LONGEST = 103;

  private static final String LONGEST_NAME = ".s.PGSQL.65535";
  private static final String TEMPORARY_PREFIX = "punctual-pg-";

  static SocketDirectory create(Path dataDir) throws IOException {
    Path usual = dataDir.resolve("run");
    return fits(usual)
        ? new SocketDirectory(FileTrees.ownDirectory(usual))
        : new SocketDirectory(
            FileTrees.ownDirectory(Files.createTempDirectory(TEMPORARY_PREFIX)).toRealPath());
  }

  /**
   * Removes sockets and their lock files, which a killed server leaves behind. A directory that
   * others may enter was not made here, and is left alone.
   */
  void clear() throws IOException {
    if (!Files.isDirectory(path)
        || !Files.getPosixFilePermissions(path).equals(FileTrees.OWNER_ONLY_DIRECTORY)) {
      return;
    }
    try (var sockets = Files.newDirectoryStream(path, ".s.PGSQL.*")) {
      for (Path socket : sockets) {
        Files.deleteIfExists(socket);
      }
    }
    Path name = path.getFileName();
    if (name != null && name.toString().startsWith(TEMPORARY_PREFIX)) {
      Files.deleteIfExists(path);
    }
  }

  private static boolean fits(Path directory) {
    String longest = directory.resolve(LONGEST_NAME).toString();
    return longest.getBytes(StandardCharsets.UTF_8).length <= LONGEST;
  }
}

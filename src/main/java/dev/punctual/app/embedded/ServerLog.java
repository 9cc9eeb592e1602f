package dev.punctual.app.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What the server logs from a moment on.
 *
 * @param first takes the lines from before the server opens its own log
 * @param sizes of the logs at that moment
 */
record ServerLog(Path directory, Path first, Map<Path, Long> sizes) {

  static Path directoryIn(Path dataDir) {
    return dataDir.resolve("log");
  }

  static ServerLog in(Path dataDir) throws IOException {
    Path directory = FileTrees.ownDirectory(directoryIn(dataDir));
    Path first = directory.resolve("start.log");
    Files.deleteIfExists(first);
    Map<Path, Long> sizes = new HashMap<>();
    try (var logs = Files.newDirectoryStream(directory, "*.log")) {
      for (Path log : logs) {
        sizes.put(log, Files.size(log));
      }
    }
    return new ServerLog(directory, first, sizes);
  }

  String written() throws IOException {
    StringBuilder text = new StringBuilder();
    try (var logs = Files.newDirectoryStream(directory, "*.log")) {
      for (Path log : logs) {
        try (InputStream in = Files.newInputStream(log)) {
          in.skipNBytes(Math.min(Files.size(log), sizes.getOrDefault(log, 0L)));
          text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
    return text.toString();
  }
}

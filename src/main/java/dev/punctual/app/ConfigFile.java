package dev.punctual.app;

import dev.punctual.config.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which configuration file is meant. */
final class ConfigFile {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration file (default: PUNCTUAL_CONFIG, or only the defaults).")
  private @Nullable Path given;

  Optional<Path> path() {
    Optional<Path> path =
        Optional.ofNullable(given)
            .or(() -> Optional.ofNullable(System.getenv("PUNCTUAL_CONFIG")).map(Path::of));
    path.filter(file -> !Files.isReadable(file))
        .ifPresent(
            file -> {
              throw new ConfigException(file + ": there is no such file, or it cannot be read");
            });
    return path;
  }
}

package dev.punctual.app.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How to run the embedded PostgreSQL.
 *
 * @param dataDir holds everything that must last; made when absent
 * @param binariesDir where the binaries are unpacked to, usually the data directory
 * @param settings server settings beside and above the durable defaults of {@link ServerSettings}
 * @param startTimeout covers crash recovery too, which replays up to {@code max_wal_size}
 * @param stopTimeout for a clean shutdown; past it the server is stopped at once, and recovers from
 *     its log on the next start
 * @param supervised whether it is started again when it dies
 */
public record EmbeddedPostgresOptions(
    Path dataDir,
    Path binariesDir,
    Map<String, String> settings,
    Duration startTimeout,
    Duration stopTimeout,
    boolean supervised) {

  public EmbeddedPostgresOptions {
    settings = Map.copyOf(settings);
  }

  public static EmbeddedPostgresOptions in(Path dataDir) {
    return new EmbeddedPostgresOptions(
        dataDir, dataDir, Map.of(), Duration.ofMinutes(2), Duration.ofSeconds(20), true);
  }

  public EmbeddedPostgresOptions binariesIn(Path directory) {
    return new EmbeddedPostgresOptions(
        dataDir, directory, settings, startTimeout, stopTimeout, supervised);
  }

  public EmbeddedPostgresOptions with(String setting, String value) {
    Map<String, String> more = new LinkedHashMap<>(settings);
    more.put(setting, value);
    return new EmbeddedPostgresOptions(
        dataDir, binariesDir, more, startTimeout, stopTimeout, supervised);
  }

  public EmbeddedPostgresOptions startTimeout(Duration limit) {
    return new EmbeddedPostgresOptions(
        dataDir, binariesDir, settings, limit, stopTimeout, supervised);
  }

  /** For whoever lets it die on purpose. */
  public EmbeddedPostgresOptions unsupervised() {
    return new EmbeddedPostgresOptions(
        dataDir, binariesDir, settings, startTimeout, stopTimeout, false);
  }
}

package dev.punctual.app.embedded;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The server's configuration: durable, closed to other local users, sized for two cores beside the
 * JVM. Both files belong to Punctual and are written anew at every start.
 */
final class ServerSettings {
  private ServerSettings() {}

  /** The unix socket is guarded by its directory (0700), TCP by a password. */
  static final String PG_HBA =
      """
      # Written by Punctual at every start.
      local all all      trust
      host  all %s 127.0.0.1/32 scram-sha-256
      """
          .formatted(Cluster.ROLE);

  static String postgresqlConf(
      int port, Path socketDirectory, Path logDirectory, Map<String, String> overrides) {
    Map<String, String> settings = defaults();
    settings.put("listen_addresses", "127.0.0.1");
    settings.put("port", Integer.toString(port));
    settings.put("unix_socket_directories", "\"" + socketDirectory + "\"");
    settings.put("unix_socket_permissions", "0700");
    settings.put("log_directory", logDirectory.toString());
    settings.putAll(overrides);
    return settings.entrySet().stream()
        .map(e -> "%s = '%s'\n".formatted(e.getKey(), e.getValue().replace("'", "''")))
        .collect(Collectors.joining("", "# Written by Punctual at every start.\n", ""));
  }

  private static Map<String, String> defaults() {
    Map<String, String> s = new LinkedHashMap<>();
    s.put("max_connections", "50");
    s.put("timezone", "UTC");
    s.put("lc_messages", "C");
    s.put("allow_alter_system", "off");

    s.put("fsync", "on");
    s.put("synchronous_commit", "on");
    s.put("full_page_writes", "on");
    s.put("wal_compression", "pglz"); // the binaries are built without lz4 and zstd
    s.put("min_wal_size", "256MB");
    s.put("max_wal_size", "2GB");
    s.put("checkpoint_timeout", "10min");

    s.put("shared_buffers", "192MB");
    s.put("effective_cache_size", "1GB");
    s.put("random_page_cost", "1.1");
    s.put("track_io_timing", "off");
    s.put("jit", "off");
    s.put("max_parallel_workers_per_gather", "0");
    s.put("io_workers", "2");
    s.put("max_wal_senders", "0");
    s.put("max_replication_slots", "0");
    s.put("max_logical_replication_workers", "0");

    // Lifecycle and trouble of the server alone: failed statements are the application's to report,
    // and their texts and details may hold personal data.
    s.put("logging_collector", "on");
    s.put("log_filename", "postgresql-%a.log");
    s.put("log_rotation_age", "1d");
    s.put("log_truncate_on_rotation", "on");
    s.put("log_timezone", "UTC");
    s.put("log_min_messages", "log");
    s.put("log_min_error_statement", "panic");
    s.put("log_error_verbosity", "terse");
    s.put("log_checkpoints", "off");
    return s;
  }
}

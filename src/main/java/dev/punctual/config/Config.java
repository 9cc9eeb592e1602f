package dev.punctual.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Everything that can be configured, as {@code conf/punctual.yaml} documents it.
 *
 * @param data the directory of the embedded PostgreSQL
 */
public record Config(
    Set<Role> roles,
    Path data,
    List<ApiKey> apiKeys,
    Http http,
    Postgres postgres,
    Redis redis,
    CacheSettings cache,
    Lookup lookup,
    Shift shift,
    Log log) {

  /**
   * The HTTP server.
   *
   * @param bodyLimit bytes
   * @param importLimit bytes
   * @param rateLimit requests a second for one key
   */
  public record Http(
      String host,
      int port,
      int bodyLimit,
      int importLimit,
      int concurrentImports,
      Duration readTimeout,
      Duration idleTimeout,
      int rateLimit,
      Duration idempotencyTtl,
      Optional<String> serviceKey,
      Open open) {

    /** Which paths need no key although keys are configured. */
    public record Open(boolean health, boolean metrics, boolean docs) {}
  }

  /**
   * The durable store.
   *
   * @param url where the server is; empty for the embedded one
   */
  public record Postgres(
      Optional<URI> url,
      String user,
      String password,
      int poolSize,
      Duration acquireTimeout,
      Duration statementTimeout) {}

  /**
   * The shared cache.
   *
   * @param url where the server is; empty for a cache inside this node
   */
  public record Redis(Optional<URI> url, Duration timeout) {}

  /**
   * What a cache may keep.
   *
   * @param maxRecords lists count by their length
   */
  public record CacheSettings(Duration ttl, int maxRecords) {}

  /**
   * How the Data Service is asked.
   *
   * @param dataServiceUrl where the Data Service is; empty for this node
   */
  public record Lookup(
      Optional<URI> dataServiceUrl,
      Duration timeout,
      int retries,
      Duration retryPause,
      Circuit circuit) {

    public record Circuit(int failures, Duration pause) {}
  }

  public record Shift(
      Rules rules, int parallelJobs, Duration lease, Duration poll, Duration deadline) {

    /** An empty number is a rule that is off. */
    public record Rules(
        OptionalInt minDayOffPerWeek,
        OptionalInt maxDayOffPerWeek,
        boolean noMorningAfterEvening,
        OptionalInt maxDailyShiftDiff) {}
  }

  public record Log(Format format, String level) {
    public enum Format {
      PLAIN,
      JSON
    }
  }
}

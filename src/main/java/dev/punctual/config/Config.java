package dev.punctual.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import javax.crypto.SecretKey;

/**
 * Everything that can be configured, as {@code conf/punctual.yaml} documents it.
 *
 * @param data the directory of the embedded PostgreSQL
 */
public record Config(
    Set<Role> roles,
    Path data,
    List<ApiKey> apiKeys,
    Cluster cluster,
    Http http,
    Management management,
    Postgres postgres,
    Redis redis,
    CacheSettings cache,
    Lookup lookup,
    Shift shift,
    Trigger trigger,
    Retention retention,
    Delivery delivery,
    Call call,
    Tracing tracing,
    Log log) {

  /** Whether only this machine can come in, and does so without a key: development. */
  public boolean isLoopbackOnly() {
    return apiKeys.isEmpty() && http.isLoopback() && !cluster.isReachable();
  }

  private static boolean isLoopback(String host) {
    return Set.of("127.0.0.1", "localhost", "::1", "[::1]").contains(host);
  }

  /**
   * The nodes that answer for each other.
   *
   * @param members {@code host:port} each; empty for a node that is alone
   * @param kubernetesService whose name resolves to the members' addresses, instead of a list
   * @param host at which the other members reach this node
   * @param ports of which the first free one is taken
   * @param busPort for messages; 0 takes a free one
   * @param tls how members prove to each other who they are; empty: they do not
   * @param trustedNetwork whether everyone who can reach this host may be trusted
   */
  public record Cluster(
      List<String> members,
      Optional<String> kubernetesService,
      String host,
      Ports ports,
      int busPort,
      Optional<Tls> tls,
      boolean trustedNetwork) {
    public Cluster {
      members = List.copyOf(members);
    }

    public boolean isAlone() {
      return members.isEmpty() && kubernetesService.isEmpty();
    }

    /** Whether other machines can reach it. */
    boolean isReachable() {
      return !isAlone() && !isLoopback(host);
    }

    /** From the first to the last, both included. */
    public record Ports(int first, int last) {
      @Override
      public String toString() {
        return first == last ? String.valueOf(first) : first + "-" + last;
      }
    }

    /** PEM files: this member's key and certificate, and the authority that signs members. */
    public record Tls(Path key, Path certificate, Path ca) {}
  }

  /**
   * The HTTP server.
   *
   * @param bodyLimit bytes
   * @param importLimit bytes
   * @param rateLimit requests a second for one key
   * @param publicUrl how clients reach this server; empty: as the client that asked did
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
      Optional<URI> publicUrl,
      int eventStreams,
      Open open) {

    boolean isLoopback() {
      return Config.isLoopback(host);
    }

    /** Which paths need no key although keys are configured. */
    public record Open(boolean health, boolean metrics, boolean docs, boolean hooks) {}
  }

  /**
   * Where health and metrics are told besides.
   *
   * @param port 0: nowhere
   */
  public record Management(String host, int port) {}

  /**
   * The durable store.
   *
   * @param url where the server is; empty for the embedded one
   */
  public record Postgres(
      Optional<URI> url,
      Encryption encryption,
      String user,
      String password,
      int poolSize,
      Duration acquireTimeout,
      Duration statementTimeout) {

    /**
     * How connections are protected.
     *
     * @param rootCertificate who vouches for the server; empty: whom Java trusts
     */
    public record Encryption(Mode mode, Optional<Path> rootCertificate) {
      public static final Encryption OFF = new Encryption(Mode.DISABLE, Optional.empty());

      /** {@code REQUIRE} encrypts; {@code VERIFY_FULL} also asks the server who it is. */
      public enum Mode {
        DISABLE,
        REQUIRE,
        VERIFY_FULL
      }
    }
  }

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

  /**
   * The trigger engine.
   *
   * @param misfireAfter what could not be fired for so long was missed
   * @param tenantRate firings a second of one tenant; empty: as many as come
   * @param groupWindow for how long commits are gathered
   */
  public record Trigger(
      Duration horizon,
      Duration lease,
      Duration heartbeat,
      Duration misfireAfter,
      int misfireLimit,
      int runningLimit,
      OptionalInt tenantRate,
      Duration groupWindow,
      Duration oldSecretValid,
      Outbound outbound) {

    /**
     * Calls to endpoints.
     *
     * @param allow addresses and networks (CIDR) that are open although they are private
     * @param responseLimit bytes as they come, perhaps compressed
     */
    public record Outbound(
        List<String> allow, int perHost, Duration connectTimeout, int responseLimit) {
      public Outbound {
        allow = List.copyOf(allow);
      }
    }
  }

  /**
   * How the event log ages.
   *
   * @param partition the length of the pieces that age as a whole
   */
  public record Retention(Duration active, Duration total, Duration partition, Duration period) {}

  /**
   * Deliveries.
   *
   * @param parallelAssignments assignments computed at once on this node
   * @param store where assignments are kept
   */
  public record Delivery(
      int parallelAssignments, Store store, DynamoDb dynamoDb, AuditBucket auditBucket) {

    public enum Store {
      POSTGRES,
      DYNAMODB
    }

    /**
     * How DynamoDB is spoken to.
     *
     * @param region empty: as the SDK's default chain finds it
     * @param endpoint empty: AWS itself
     * @param createTable whether the table is made if it is not there
     * @param attemptTimeout for one request
     * @param timeLimit after so long without any success an operation is given up
     */
    public record DynamoDb(
        Optional<String> region,
        Optional<URI> endpoint,
        String table,
        boolean createTable,
        Duration attemptTimeout,
        Duration timeLimit) {}

    /**
     * Where the operational log goes.
     *
     * @param name empty: to the node's own log
     * @param prefix begins the name of every object
     * @param flushInterval how long a record waits for company
     * @param queueLimit how many records may wait while the bucket is away
     */
    public record AuditBucket(
        Optional<String> name,
        Optional<String> region,
        Optional<URI> endpoint,
        String prefix,
        Duration flushInterval,
        int queueLimit) {}
  }

  /**
   * Calls.
   *
   * @param encryptionKey what names and phone numbers are stored under, AES-256
   * @param previousKeys what they were stored under before
   * @param parallelPlans batches planned at once on this node
   */
  public record Call(
      Optional<SecretKey> encryptionKey, List<SecretKey> previousKeys, int parallelPlans) {
    public Call {
      previousKeys = List.copyOf(previousKeys);
    }
  }

  /**
   * Traces.
   *
   * @param endpoint of a collector that speaks OTLP over HTTP; empty: nothing is traced
   * @param sampleRatio of the traces that begin here, from 0 to 1
   */
  public record Tracing(Optional<URI> endpoint, String serviceName, double sampleRatio) {}

  public record Log(Format format, String level) {
    public enum Format {
      PLAIN,
      JSON
    }
  }
}

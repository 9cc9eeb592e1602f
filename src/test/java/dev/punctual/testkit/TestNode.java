package dev.punctual.testkit;

import dev.punctual.app.Node;
import dev.punctual.app.tracing.Tracing;
import dev.punctual.config.Config;
import dev.punctual.config.ConfigLoader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A whole node in this process, on a free port and a fresh database. */
public final class TestNode implements AutoCloseable {
  private static final String CALL_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  private final Optional<TestDatabase> ownDatabase;
  private final Node node;

  private TestNode(Optional<TestDatabase> ownDatabase, Node node) {
    this.ownDatabase = ownDatabase;
    this.node = node;
  }

  public static TestNode start(Map<String, String> settings) {
    TestDatabase database = TestPostgres.freshDatabase();
    return new TestNode(Optional.of(database), Node.start(config(database, settings), line -> {}));
  }

  /** One more node on a database that somebody else closes. */
  public static TestNode startOn(TestDatabase database, Map<String, String> settings) {
    return new TestNode(Optional.empty(), Node.start(config(database, settings), line -> {}));
  }

  /** The same, telling what it does. */
  public static TestNode startOn(
      TestDatabase database, Map<String, String> settings, TestTraces traces) {
    Config config = config(database, settings);
    Tracing tracing = Tracing.into(traces.exporter(), config.tracing());
    return new TestNode(Optional.empty(), Node.start(config, line -> {}, Optional.of(tracing)));
  }

  private static Config config(TestDatabase database, Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>();
    environment.put("PUNCTUAL_HTTP_PORT", "0");
    environment.put(
        "PUNCTUAL_POSTGRES_URL",
        "postgresql://%s:%d/%s".formatted(database.host(), database.port(), database.name()));
    environment.put("PUNCTUAL_POSTGRES_USER", database.user());
    environment.put("PUNCTUAL_POSTGRES_PASSWORD", database.password());
    environment.put("PUNCTUAL_POSTGRES_POOL_SIZE", "8");
    environment.put("PUNCTUAL_CALL_ENCRYPTION_KEY", CALL_KEY);
    environment.putAll(settings);
    return ConfigLoader.load(Optional.empty(), environment);
  }

  public Api api() {
    return new Api(node.address().orElseThrow());
  }

  @Override
  public void close() {
    node.stop();
    ownDatabase.ifPresent(TestDatabase::close);
  }
}

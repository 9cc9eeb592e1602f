package dev.punctual.testkit;

import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/** DynamoDB Local inside the tests' own process, started once, its tables in memory. */
public final class TestDynamoDb {
  private static final AtomicInteger TABLES = new AtomicInteger();
  private static final int PORT = start();

  private TestDynamoDb() {}

  public static URI endpoint() {
    return URI.create("http://127.0.0.1:" + PORT);
  }

  /** The name of a table that nobody has used. */
  public static String newTable() {
    return "DeliveryAssignments-" + TABLES.incrementAndGet();
  }

  private static int start() {
    // Where the build has put its native part.
    System.setProperty(
        "sqlite4java.library.path", Path.of("target/test-servers").toAbsolutePath().toString());
    TestAws.configure();
    int port = ServerProcess.freePort();
    try {
      DynamoDBProxyServer server =
          ServerRunner.createServerFromCommandLineArgs(
              new String[] {
                "-inMemory", "-sharedDb", "-disableTelemetry", "-port", String.valueOf(port)
              });
      server.start();
      return port;
    } catch (Exception e) {
      throw new IllegalStateException("DynamoDB Local does not start", e);
    }
  }
}

package dev.punctual.app.embedded;

import static dev.punctual.app.embedded.Sql.execute;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process to be killed: starts the server, commits rows one by one, says so and waits. */
final class StartAndHang {
  static final int ROWS = 100;
  static final String COMMITTED = "committed";

  private StartAndHang() {}

  /** Takes the data directory and the directory of the binaries. */
  public static void main(String[] args) throws Exception {
    EmbeddedPostgresOptions options =
        EmbeddedPostgresOptions.in(Path.of(args[0])).binariesIn(Path.of(args[1]));
    PostgresEndpoint endpoint = EmbeddedPostgres.start(options, line -> {}).endpoint();
    execute(endpoint, "CREATE TABLE kept (n int)");
    for (int n = 0; n < ROWS; n++) {
      execute(endpoint, "INSERT INTO kept VALUES (" + n + ")");
    }
    System.out.println(COMMITTED);
    new CountDownLatch(1).await();
  }
}

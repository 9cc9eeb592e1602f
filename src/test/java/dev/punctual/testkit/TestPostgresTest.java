package dev.punctual.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TestPostgresTest {

  @Test
  void freshDatabasesSeeNothingOfOneAnother() throws SQLException {
    try (TestDatabase one = TestPostgres.freshDatabase();
        TestDatabase other = TestPostgres.freshDatabase()) {
      execute(one, "CREATE TABLE mine (n int)");

      assertThat(query(other, "SELECT to_regclass('mine')")).isNull();
    }
  }

  @Test
  void aCopyHoldsWhatItsTemplateHeldAndLeavesItAlone() throws SQLException {
    try (TestDatabase template = TestPostgres.freshDatabase()) {
      execute(template, "CREATE TABLE kept AS SELECT 42 AS n");
      try (TestDatabase copy = TestPostgres.createFrom(template.name())) {
        assertThat(query(copy, "SELECT n FROM kept")).isEqualTo("42");
        execute(copy, "DROP TABLE kept");
      }
      assertThat(query(template, "SELECT n FROM kept")).isEqualTo("42");
    }
  }

  @Test
  void closingDropsTheDatabaseUnderOpenConnections() throws SQLException {
    TestDatabase database = TestPostgres.freshDatabase();
    try (Connection open = database.connect()) {
      database.close();

      assertThat(open.isValid(1)).isFalse();
      assertThatThrownBy(database::connect).hasMessageContaining("does not exist");
    }
  }

  @Test
  void theVertxClientReachesItOverTheUnixSocket() throws Exception {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    try (TestDatabase database = TestPostgres.freshDatabase()) {
      PgConnectOptions options =
          new PgConnectOptions()
              .setHost(database.socketDirectory().toString())
              .setPort(database.port())
              .setDatabase(database.name())
              .setUser(database.user())
              .setPassword(database.password());

      String viaSocket =
          PgConnection.connect(vertx, options)
              .compose(
                  connection ->
                      connection
                          .query("SELECT inet_server_addr() IS NULL AS socket")
                          .execute()
                          .map(rows -> rows.iterator().next().getBoolean("socket").toString())
                          .eventually(connection::close))
              .await(10, TimeUnit.SECONDS);

      assertThat(viaSocket).isEqualTo("true");
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }

  private static void execute(TestDatabase database, String statement) throws SQLException {
    try (Connection connection = database.connect();
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }

  private static String query(TestDatabase database, String query) throws SQLException {
    try (Connection connection = database.connect();
        Statement sql = connection.createStatement();
        ResultSet rows = sql.executeQuery(query)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}

package dev.punctual.app.embedded;

import static dev.punctual.app.embedded.Sql.connect;
import static dev.punctual.app.embedded.Sql.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server with the default options promises while it runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DurableServerTest {
  private final Path dataDir;
  private final EmbeddedPostgres server;
  private final PostgresEndpoint endpoint;

  DurableServerTest(@TempDir Path dataDir) {
    this.dataDir = dataDir;
    server = EmbeddedPostgres.start(dataDir, line -> {});
    endpoint = server.endpoint();
  }

  @AfterAll
  void stop() {
    server.stop();
  }

  @ParameterizedTest
  @CsvSource({
    "fsync, on",
    "synchronous_commit, on",
    "full_page_writes, on",
    "data_checksums, on",
    "listen_addresses, 127.0.0.1",
    "max_connections, 50",
    "log_timezone, UTC",
    "allow_alter_system, off",
  })
  void runsDurablyAndForThisMachineAlone(String setting, String value) throws SQLException {
    assertThat(query(endpoint, "SHOW " + setting)).isEqualTo(value);
  }

  @Test
  void ordersByBytesAndFoldsCaseByUnicode() throws SQLException {
    assertThat(query(endpoint, "SELECT ('Z' < 'a')::text || lower('ÄÖ')")).isEqualTo("trueäö");
  }

  @Test
  void theRoleOwnsItsDatabaseButIsNoSuperuser() throws SQLException {
    assertThat(
            query(
                endpoint,
                "SELECT rolsuper FROM pg_roles WHERE rolname = current_user AND 1 = (SELECT count(*)"
                    + " FROM pg_database WHERE datname = 'punctual' AND datdba = pg_roles.oid)"))
        .isEqualTo("f");
  }

  @Test
  void tcpAsksForThePassword() {
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> connect(endpoint, endpoint.user(), "guess"))
        .matches(e -> "28P01".equals(e.getSQLState()));
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> connect(endpoint, "postgres", ""))
        .withMessageContaining("no pg_hba.conf entry");
  }

  @Test
  void onlyTheOwnerReachesSocketsDataAndPassword() throws IOException {
    assertThat(permissions(endpoint.socketDirectory())).isEqualTo("rwx------");
    assertThat(permissions(dataDir.resolve("pgdata"))).isEqualTo("rwx------");
    assertThat(permissions(dataDir.resolve("log"))).isEqualTo("rwx------");
    assertThat(permissions(dataDir.resolve("postgres.password"))).isEqualTo("rw-------");
    assertThat(endpoint.toString()).doesNotContain(endpoint.password());
  }

  @Test
  void failedStatementsLeaveNoTraceOfTheirDataInTheLog() throws Exception {
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> query(endpoint, "SELECT 'Jane Doe'::int"));

    StringBuilder logs = new StringBuilder();
    try (var files = Files.newDirectoryStream(dataDir.resolve("log"))) {
      for (Path file : files) {
        logs.append(Files.readString(file));
      }
    }
    assertThat(logs.toString()).contains("ready to accept connections").doesNotContain("Jane");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}

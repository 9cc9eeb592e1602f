package dev.punctual.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.app.embedded.EmbeddedPostgres;
import dev.punctual.app.embedded.EmbeddedPostgresOptions;
import dev.punctual.app.embedded.PostgresEndpoint;
import dev.punctual.config.Config.Postgres.Encryption;
import dev.punctual.testkit.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.core.net.SelfSignedCertificate;
import io.vertx.pgclient.PgConnection;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both drivers, against a real server whose certificate is for {@code localhost}. */
class PgTlsTest {
  private static final String ENCRYPTED =
      "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
  private static final String NAMED = "localhost";
  private static final String NAMELESS = "127.0.0.1";

  private static final SelfSignedCertificate CERTIFICATE = SelfSignedCertificate.create(NAMED);
  private static final Encryption VERIFIED =
      new Encryption(
          Encryption.Mode.VERIFY_FULL, Optional.of(Path.of(CERTIFICATE.certificatePath())));

  private static EmbeddedPostgres server;
  private static Vertx vertx;

  @BeforeAll
  static void startAServerWithACertificate(@TempDir Path directory) {
    server =
        EmbeddedPostgres.start(
            EmbeddedPostgresOptions.in(directory)
                .binariesIn(TestPostgres.binaries())
                .with("ssl", "on")
                .with("ssl_cert_file", CERTIFICATE.certificatePath())
                .with("ssl_key_file", CERTIFICATE.privateKeyPath()),
            line -> {});
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
    server.stop();
    CERTIFICATE.delete();
  }

  @Test
  void talksInTheClearWhereNothingElseIsAskedFor() throws Exception {
    assertThat(encrypted(at(NAMELESS, Encryption.OFF))).isFalse();
    assertThat(encryptedByJdbc(at(NAMELESS, Encryption.OFF))).isFalse();
  }

  @Test
  void encryptsWhoeverAnswers() throws Exception {
    PgTarget target = at(NAMELESS, new Encryption(Encryption.Mode.REQUIRE, Optional.empty()));

    assertThat(encrypted(target)).isTrue();
    assertThat(encryptedByJdbc(target)).isTrue();
  }

  @Test
  void verifiesTheServerByTheGivenCertificate() throws Exception {
    assertThat(encrypted(at(NAMED, VERIFIED))).isTrue();
    assertThat(encryptedByJdbc(at(NAMED, VERIFIED))).isTrue();
  }

  @Test
  void refusesAServerOfAnotherName() {
    refuses(at(NAMELESS, VERIFIED));
  }

  @Test
  void refusesAServerThatNobodyVouchesFor() {
    refuses(at(NAMED, new Encryption(Encryption.Mode.VERIFY_FULL, Optional.empty())));
  }

  private static void refuses(PgTarget target) {
    assertThatThrownBy(() -> encrypted(target)).hasMessageContaining("SSL handshake failed");
    assertThatThrownBy(() -> encryptedByJdbc(target)).isInstanceOf(SQLException.class);
  }

  private static boolean encrypted(PgTarget target) throws Exception {
    return PgConnection.connect(vertx, target.connectOptions())
        .compose(
            connection ->
                connection
                    .query(ENCRYPTED)
                    .execute()
                    .map(rows -> rows.iterator().next().getBoolean("ssl"))
                    .eventually(connection::close))
        .await(10, TimeUnit.SECONDS);
  }

  private static boolean encryptedByJdbc(PgTarget target) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(target.jdbcUrl(), target.user(), target.password());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(ENCRYPTED)) {
      rows.next();
      return rows.getBoolean("ssl");
    }
  }

  private static PgTarget at(String host, Encryption encryption) {
    PostgresEndpoint endpoint = server.endpoint();
    return new PgTarget(
        host,
        endpoint.port(),
        endpoint.database(),
        endpoint.user(),
        endpoint.password(),
        Optional.empty(),
        encryption);
  }
}

package dev.punctual.postgres;

import dev.punctual.config.Config;
import dev.punctual.config.Config.Postgres.Encryption;
import io.vertx.pgclient.PgConnectOptions;
import java.net.URI;
import java.util.Optional;

/**
 * Where a PostgreSQL server is.
 *
 * @param host a host name, for JDBC and, without a socket, for everything
 * @param socketDirectory the directory of its unix socket, which halves the latency of a commit
 */
public record PgTarget(
    String host,
    int port,
    String database,
    String user,
    String password,
    Optional<String> socketDirectory,
    Encryption encryption) {

  private static final int DEFAULT_PORT = 5432;

  /**
   * Reads {@code postgresql://[user[:password]@]host[:port]/database}; what it names wins over what
   * the settings name beside it.
   */
  public static PgTarget of(URI url, Config.Postgres settings) {
    String path = url.getPath() == null ? "" : url.getPath();
    String[] login = url.getUserInfo() == null ? new String[0] : url.getUserInfo().split(":", 2);
    String loginName = login.length > 0 ? login[0] : settings.user();
    return new PgTarget(
        url.getHost(),
        url.getPort() < 0 ? DEFAULT_PORT : url.getPort(),
        path.length() > 1 ? path.substring(1) : loginName,
        loginName,
        login.length > 1 ? login[1] : settings.password(),
        Optional.empty(),
        settings.encryption());
  }

  String jdbcUrl() {
    return "jdbc:postgresql://%s:%d/%s?%s".formatted(host, port, database, PgTls.jdbc(encryption));
  }

  PgConnectOptions connectOptions() {
    PgConnectOptions options =
        new PgConnectOptions()
            .setHost(socketDirectory.orElse(host))
            .setPort(port)
            .setDatabase(database)
            .setUser(user)
            .setPassword(password);
    return PgTls.apply(encryption, options);
  }
}

package dev.punctual.postgres;

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
    Optional<String> socketDirectory) {

  private static final int DEFAULT_PORT = 5432;

  /** Reads {@code postgresql://[user[:password]@]host[:port]/database}; what it names wins. */
  public static PgTarget of(URI url, String user, String password) {
    String path = url.getPath() == null ? "" : url.getPath();
    String[] login = url.getUserInfo() == null ? new String[0] : url.getUserInfo().split(":", 2);
    String loginName = login.length > 0 ? login[0] : user;
    return new PgTarget(
        url.getHost(),
        url.getPort() < 0 ? DEFAULT_PORT : url.getPort(),
        path.length() > 1 ? path.substring(1) : loginName,
        loginName,
        login.length > 1 ? login[1] : password,
        Optional.empty());
  }

  String jdbcUrl() {
    return "jdbc:postgresql://%s:%d/%s".formatted(host, port, database);
  }

  PgConnectOptions connectOptions() {
    return new PgConnectOptions()
        .setHost(socketDirectory.orElse(host))
        .setPort(port)
        .setDatabase(database)
        .setUser(user)
        .setPassword(password);
  }
}

package dev.punctual.app.embedded;

import java.nio.file.Path;

/**
 * Where a database answers and as whom to log in.
 *
 * @param socketDirectory directory of the unix socket, absolute: the {@code host} for the Vert.x
 *     client, at about half the latency of TCP
 * @param host loopback address for clients that know TCP alone (JDBC, Flyway)
 * @param port of both the TCP listener and the unix socket's name
 */
public record PostgresEndpoint(
    Path socketDirectory, String host, int port, String database, String user, String password) {

  /** Without credentials: hand {@link #user} and {@link #password} to the driver beside it. */
  public String jdbcUrl() {
    return "jdbc:postgresql://%s:%d/%s".formatted(host, port, database);
  }

  /** The same server and role, another database. */
  public PostgresEndpoint withDatabase(String name) {
    return new PostgresEndpoint(socketDirectory, host, port, name, user, password);
  }

  @Override
  public String toString() {
    return "%s as %s (socket in %s)".formatted(jdbcUrl(), user, socketDirectory);
  }
}

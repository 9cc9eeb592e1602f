package dev.punctual.app;

import dev.punctual.app.embedded.EmbeddedPostgres;
import dev.punctual.app.embedded.EmbeddedPostgresException;
import dev.punctual.app.embedded.PostgresEndpoint;
import dev.punctual.config.Config;
import dev.punctual.config.Role;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.PgMigrations;
import dev.punctual.postgres.PgTarget;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Where a node's durable truth is: its own PostgreSQL or the one that it is told. */
final class Storage {
  private Storage() {}

  /**
   * Finds the server, or starts the embedded one.
   *
   * @param stopLater takes the step that stops what was started
   */
  static PgTarget target(Config config, Consumer<String> progress, Consumer<Runnable> stopLater) {
    Config.Postgres settings = config.postgres();
    if (settings.url().isPresent()) {
      return PgTarget.of(settings.url().get(), settings);
    }
    try {
      EmbeddedPostgres server = EmbeddedPostgres.start(config.data(), progress);
      stopLater.accept(server::stop);
      PostgresEndpoint at = server.endpoint();
      return new PgTarget(
          at.host(),
          at.port(),
          at.database(),
          at.user(),
          at.password(),
          Optional.of(at.socketDirectory().toString()),
          Config.Postgres.Encryption.OFF);
    } catch (EmbeddedPostgresException e) {
      throw new StartFailure(StartFailure.reason(e), e);
    }
  }

  /** Whether one of these roles keeps something. */
  static boolean isNeededFor(Set<Role> roles) {
    return !schemas(roles).isEmpty();
  }

  /** Brings the schemas of these roles up to date. */
  static void migrate(PgTarget target, Set<Role> roles) {
    try {
      PgMigrations.run(target, schemas(roles));
    } catch (RuntimeException e) {
      throw new StartFailure("The database cannot be prepared: " + StartFailure.reason(e), e);
    }
  }

  private static List<String> schemas(Set<Role> roles) {
    List<String> schemas = new ArrayList<>();
    if (roles.contains(Role.HTTP)) {
      schemas.add("http");
    }
    if (roles.contains(Role.STAFF)) {
      schemas.add("staff");
    }
    if (roles.contains(Role.SHIFT)) {
      schemas.add("shift");
    }
    if (roles.contains(Role.TRIGGER) || roles.contains(Role.RETENTION)) {
      schemas.add("trigger");
    }
    if (roles.contains(Role.DELIVERY)) {
      schemas.add("delivery");
    }
    if (roles.contains(Role.CALL)) {
      schemas.add("call");
    }
    return schemas;
  }

  static PgDatabase open(Vertx vertx, PgTarget target, Config.Postgres settings) {
    return PgDatabase.open(
        vertx, target, settings.poolSize(), settings.acquireTimeout(), settings.statementTimeout());
  }
}

package dev.punctual.postgres;

import java.util.List;
import org.flywaydb.core.Flyway;

/**
 * Brings the schemas up to date. A feature owns one schema and the scripts under {@code
 * db/migration/<schema>}: numbered, forward-only. Nodes that start together wait for each other
 * (Flyway's advisory lock).
 */
public final class PgMigrations {
  private PgMigrations() {}

  /**
   * Blocks while the scripts run.
   *
   * @param schemas the features' schemas, in any order: none refers to another
   */
  public static void run(PgTarget target, List<String> schemas) {
    for (String schema : schemas) {
      Flyway.configure()
          .dataSource(target.jdbcUrl(), target.user(), target.password())
          .schemas(schema)
          .defaultSchema(schema)
          .locations("classpath:db/migration/" + schema)
          .failOnMissingLocations(true)
          .connectRetries(10)
          .connectRetriesInterval(1)
          .load()
          .migrate();
    }
  }
}

package dev.punctual.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestPostgres;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every statement of the project is understood by the migrated schema. */
class PreparedStatementsTest {

  @Test
  void everyStatementIsPreparedAgainstTheMigratedSchema() throws Exception {
    Map<String, Sql> statements = statements();
    assertThat(statements.keySet())
        .extracting(name -> name.substring(0, name.indexOf('.')))
        .containsOnly(
            "PgBatches",
            "PgCallStore",
            "PgDayImport",
            "PgDayStore",
            "PgDeliveryStore",
            "PgEventStore",
            "PgGroupImport",
            "PgGroupStore",
            "PgHookKeys",
            "PgIdempotencyKeys",
            "PgIdempotencyStore",
            "PgMembershipStore",
            "PgOccurrenceStore",
            "PgOutcomeStore",
            "PgPartitions",
            "PgPlanStore",
            "PgPolicyStore",
            "PgScheduleStore",
            "PgShardStore",
            "PgStaffImport",
            "PgStaffStore",
            "PgSummaryStore",
            "PgTally",
            "PgTree",
            "PgTriggerStore",
            "PgTriggerWrites",
            "PgTurn");
    try (TestDatabase database = TestPostgres.freshDatabase();
        Connection connection = migrated(database)) {
      for (Map.Entry<String, Sql> entry : statements.entrySet()) {
        try {
          prepare(connection, entry.getValue().text());
        } catch (SQLException e) {
          throw new AssertionError(entry.getKey() + ": " + e.getMessage(), e);
        }
      }
      assertThatThrownBy(() -> prepare(connection, "SELECT nonsense FROM staff.staff"))
          .isInstanceOf(SQLException.class);
    }
  }

  private static Connection migrated(TestDatabase database) throws SQLException {
    PgTarget target = database.target();
    PgMigrations.run(target, List.of("http", "staff", "shift", "trigger", "delivery", "call"));
    return database.connect();
  }

  private static void prepare(Connection connection, String text) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute("PREPARE checked AS " + text);
      statement.execute("DEALLOCATE checked");
    }
  }

  private static Map<String, Sql> statements() throws ReflectiveOperationException {
    Map<String, Sql> statements = new LinkedHashMap<>();
    for (JavaClass type :
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.punctual")) {
      for (Field field : Class.forName(type.getName()).getDeclaredFields()) {
        if (field.getType() == Sql.class && Modifier.isStatic(field.getModifiers())) {
          assertThat(type.getSimpleName()).as("who holds SQL").startsWith("Pg");
          field.setAccessible(true);
          statements.put(type.getSimpleName() + "." + field.getName(), (Sql) field.get(null));
        }
      }
    }
    return statements;
  }
}

package dev.punctual.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestNode;
import dev.punctual.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Several write the same people at the same time. */
@TestInstance(Lifecycle.PER_CLASS)
class StaffRacesTest {
  private static final int WRITERS = 8;
  private static final int ROUNDS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String WAITING =
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%staff.%'
      """;

  private static final String INSERT =
      """
      INSERT INTO staff.staff (tenant, id, name, email, email_key, status, created_at, updated_at)
      SELECT 'default', p.id, 'P', p.email, p.email, 'ACTIVE', now(), now()
      FROM (VALUES (?, ?)) AS p(id, email)
      """;

  private final TestDatabase database = TestPostgres.freshDatabase();
  private final TestNode node =
      TestNode.startOn(database, Map.of("PUNCTUAL_POSTGRES_POOL_SIZE", "16"));
  private final Api api = node.api();
  private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS);

  @AfterAll
  void stop() {
    threads.shutdownNow();
    node.close();
    database.close();
  }

  @Test
  void anImportDoesNotReplaceWhoeverIsCreatedMeanwhile() throws Exception {
    Answer created =
        createDuringAnImport(
            person("same", "created@example.com"), person("same", "imported@example.com"));
    assertThat(created.field("code")).isEqualTo("id_taken");
    assertThat(api.get("/api/v1/staff/same").field("email")).isEqualTo("imported@example.com");
  }

  @Test
  void anImportKeepsTheAddressThatSomebodyIsCreatedWithMeanwhile() throws Exception {
    Answer created =
        createDuringAnImport(
            person("second", "both@example.com"), person("first", "Both@example.com"));
    assertThat(created.field("code")).isEqualTo("email_taken");
    assertThat(api.get("/api/v1/staff/first").status()).isEqualTo(200);
  }

  @Test
  void oneOfManyWritersGetsAnAddressAndTheOthersHearThatItIsTaken() throws Exception {
    for (int writer = 0; writer < WRITERS; writer++) {
      String id = "person-" + writer;
      assertThat(api.post("/api/v1/staff", person(id, id + "@example.com")).status())
          .isEqualTo(201);
    }
    for (int round = 0; round < ROUNDS; round++) {
      String suffix = "-" + round;
      String wanted = "wanted" + suffix + "@example.com";
      assertOneGets(
          wanted,
          201,
          writer -> api.post("/api/v1/staff", person("new-" + writer + suffix, wanted)));
      String moved = "moved" + suffix + "@example.com";
      assertOneGets(moved, 200, writer -> move("person-" + writer, moved, writer % 2 == 0));
    }
  }

  private Answer move(String id, String email, boolean patch) {
    String path = "/api/v1/staff/" + id;
    return patch
        ? api.patch(path, "{\"email\":\"%s\"}".formatted(email))
        : api.put(path, person(id, email));
  }

  private interface Write {
    Answer by(int writer);
  }

  /** Lets all of them go on together once at least three want the address. */
  private void assertOneGets(String email, int status, Write write) throws Exception {
    List<Future<Answer>> answers = new ArrayList<>();
    try (Connection holder = hold("holder", email)) {
      for (int i = 0; i < WRITERS; i++) {
        int writer = i;
        answers.add(threads.submit(() -> write.by(writer)));
      }
      Awaitility.await().atMost(PATIENCE).until(() -> database.count(WAITING) >= 3);
      holder.rollback();
    }
    int winners = 0;
    for (Future<Answer> answered : answers) {
      Answer answer = answered.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (answer.status() == status) {
        winners++;
      } else {
        assertThat(answer.field("code")).as(answer.text()).isEqualTo("email_taken");
      }
    }
    assertThat(winners).isEqualTo(1);
  }

  /** Holds an import up after it has looked who exists, and creates a person meanwhile. */
  private Answer createDuringAnImport(String createdPerson, String importedPerson)
      throws Exception {
    String first = "first-of-" + importedPerson.hashCode();
    String email = first + "@example.com";
    String rows = List.of(person(first, email), importedPerson).toString();
    try (Connection holder = hold(first, email)) {
      Future<Answer> imported = threads.submit(() -> api.post("/api/v1/staff/import", rows));
      awaitWaiting(imported, 1);
      Future<Answer> created = threads.submit(() -> api.post("/api/v1/staff", createdPerson));
      awaitWaiting(created, 2);
      holder.rollback();
      assertThat(imported.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).field("created"))
          .isEqualTo("2");
      return created.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** A person who is not there yet, but whose id and address nobody can take meanwhile. */
  private Connection hold(String id, String email) throws SQLException {
    Connection connection = database.connect();
    connection.setAutoCommit(false);
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setString(1, id);
      insert.setString(2, email);
      insert.executeUpdate();
    }
    return connection;
  }

  private void awaitWaiting(Future<Answer> answer, int statements) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> answer.isDone() || database.count(WAITING) == statements);
  }

  private static String person(String id, String email) {
    return "{\"id\":\"%s\",\"name\":\"P\",\"email\":\"%s\"}".formatted(id, email);
  }
}

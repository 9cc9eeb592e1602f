package dev.punctual.app.embedded;

import static dev.punctual.app.embedded.Sql.execute;
import static dev.punctual.app.embedded.Sql.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.punctual.app.embedded.EmbeddedPostgresException.Reason;
import dev.punctual.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
  private final Path temporary;

  private final List<String> progress = new ArrayList<>();
  private final List<EmbeddedPostgres> running = new ArrayList<>();

  EmbeddedPostgresTest(@TempDir Path temporary) {
    this.temporary = temporary;
  }

  @AfterEach
  void stopAll() {
    running.forEach(EmbeddedPostgres::stop);
  }

  @Test
  void aRestartKeepsDataAndPassword() throws SQLException {
    Path dataDir = temporary.resolve("it's our data");
    EmbeddedPostgres first = start(dataDir);
    execute(first.endpoint(), "CREATE TABLE kept AS SELECT 42 AS n");
    first.stop();

    EmbeddedPostgres second = start(dataDir);

    assertThat(query(second.endpoint(), "SELECT n FROM kept")).isEqualTo("42");
    assertThat(second.endpoint().password()).isEqualTo(first.endpoint().password());
    assertThat(progress)
        .hasSize(2)
        .satisfies(lines -> assertThat(lines.get(0)).startsWith("First start: unpacking"))
        .satisfies(lines -> assertThat(lines.get(1)).startsWith("Starting PostgreSQL 18"));
  }

  @Test
  void aLostPasswordIsReplaced() throws Exception {
    EmbeddedPostgres first = start(temporary);
    first.stop();
    Files.delete(temporary.resolve("postgres.password"));

    EmbeddedPostgres second = start(temporary);

    assertThat(second.endpoint().password()).isNotEqualTo(first.endpoint().password());
    assertThat(query(second.endpoint(), "SELECT 1")).isEqualTo("1");
  }

  @Test
  void whatACrashedFirstStartLeftBehindIsReplaced() throws Exception {
    Files.createDirectories(temporary.resolve("pgdata.partial123/base"));
    Files.writeString(temporary.resolve("pgdata.partial123/PG_VERSION"), "18\n");
    Files.writeString(temporary.resolve("postgres.password"), "cut");

    EmbeddedPostgres postgres = start(temporary);

    assertThat(query(postgres.endpoint(), "SELECT 1")).isEqualTo("1");
    assertThat(temporary.resolve("pgdata.partial123")).doesNotExist();
  }

  @Test
  void aSecondStartOnTheSameDirectoryIsRefusedAndDisturbsNothing() throws SQLException {
    EmbeddedPostgres first = start(temporary);

    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatExceptionOfType(EmbeddedPostgresException.class)
          .isThrownBy(() -> start(temporary))
          .withMessageContaining("in use by another Punctual")
          .matches(e -> e.reason() == Reason.IN_USE);
    }

    assertThat(query(first.endpoint(), "SELECT 1")).isEqualTo("1");
  }

  @Test
  void stoppingTwiceIsStoppingOnce() {
    EmbeddedPostgres postgres = start(temporary);
    postgres.stop();
    postgres.stop();

    assertThat(temporary.resolve("pgdata/postmaster.pid")).doesNotExist();
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> query(postgres.endpoint(), "SELECT 1"));
  }

  @Test
  void aDirectoryTooDeepForASocketGetsATemporaryOneOfItsOwn() throws Exception {
    EmbeddedPostgres postgres = start(temporary.resolve("d".repeat(60)).resolve("e".repeat(60)));
    Path sockets = postgres.endpoint().socketDirectory();

    assertThat(sockets).isNotEqualTo(temporary.resolve("run"));
    assertThat(Files.getPosixFilePermissions(sockets))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(sockets.resolve(".s.PGSQL." + postgres.endpoint().port())).exists();
    postgres.stop();
    assertThat(sockets).doesNotExist();
  }

  @Test
  void dataOfAnotherMajorVersionIsRefusedUntouched() throws IOException {
    Path version = Files.createDirectories(temporary.resolve("pgdata")).resolve("PG_VERSION");
    Files.writeString(version, "17\n");

    assertThatExceptionOfType(EmbeddedPostgresException.class)
        .isThrownBy(() -> start(temporary))
        .withMessageContaining("written by PostgreSQL 17")
        .matches(e -> e.reason() == Reason.INCOMPATIBLE_VERSION);
    assertThat(version).hasContent("17");
  }

  @Test
  void aDirectoryThatCannotBeMadeIsRefusedInOneLine() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));

    assertThatExceptionOfType(EmbeddedPostgresException.class)
        .isThrownBy(() -> start(file.resolve("data")))
        .matches(e -> e.reason() == Reason.NOT_WRITABLE)
        .matches(e -> String.valueOf(e.getMessage()).lines().count() == 1);
  }

  @Test
  void aStartThatTakesTooLongIsGivenUpAndLeavesTheDirectoryFree() throws SQLException {
    start(temporary).stop();

    assertThatExceptionOfType(EmbeddedPostgresException.class)
        .isThrownBy(
            () ->
                EmbeddedPostgres.start(
                    options(temporary).startTimeout(Duration.ZERO), progress::add))
        .matches(e -> e.reason() == Reason.TIMEOUT);

    assertThat(query(start(temporary).endpoint(), "SELECT 1")).isEqualTo("1");
  }

  @Test
  void anImpossibleSettingIsNamed() {
    assertThatExceptionOfType(EmbeddedPostgresException.class)
        .isThrownBy(
            () ->
                EmbeddedPostgres.start(
                    options(temporary).with("shared_buffers", "many"), progress::add))
        .withMessageContaining("postgresql.conf")
        .matches(e -> e.reason() == Reason.FAILED);
  }

  private EmbeddedPostgres start(Path dataDir) {
    EmbeddedPostgres postgres = EmbeddedPostgres.start(options(dataDir), progress::add);
    running.add(postgres);
    return postgres;
  }

  static EmbeddedPostgresOptions options(Path dataDir) {
    return EmbeddedPostgresOptions.in(dataDir).binariesIn(TestPostgres.binaries());
  }
}

package dev.punctual.app.embedded;

import dev.punctual.app.embedded.EmbeddedPostgresException.Reason;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.UserPrincipal;

/** The files of the database server in {@code dataDir/pgdata}; the server must not be running. */
final class Cluster {
  static final String DATABASE = "punctual";

  /** Owns the database and may make others; no superuser. */
  static final String ROLE = "punctual";

  private final Path dataDir;
  private final Path files;

  Cluster(Path dataDir) {
    this.dataDir = dataDir;
    this.files = dataDir.resolve("pgdata");
  }

  Path files() {
    return files;
  }

  boolean exists() {
    return Files.exists(files.resolve("PG_VERSION"));
  }

  /** Refuses data that this PostgreSQL can't read or this user may not. */
  void check(UserPrincipal user) throws IOException {
    if (!exists()) {
      return;
    }
    UserPrincipal owner = Files.getOwner(files);
    if (!owner.equals(user)) {
      throw new EmbeddedPostgresException(
          Reason.NOT_WRITABLE,
          "The database in %s belongs to the user %s, Punctual runs as %s"
              .formatted(files, owner, user));
    }
    String version = Files.readString(files.resolve("PG_VERSION")).strip();
    if (!version.equals(Binaries.MAJOR_VERSION)) {
      throw new EmbeddedPostgresException(
          Reason.INCOMPATIBLE_VERSION,
          "The database in %s was written by PostgreSQL %s, this Punctual runs PostgreSQL %s: move it over with pg_dump, or choose another data directory"
              .formatted(files, version, Binaries.MAJOR_VERSION));
    }
  }

  /** Makes the cluster with its role and database, unless it exists. */
  void create(Programs programs, String password) throws IOException {
    if (exists()) {
      return;
    }
    Path partial = freshPartial();
    // Bytewise order and Unicode case rules, from PostgreSQL itself: no index depends on the
    // collations of the operating system. Trust is a matter of pg_hba.conf, which is ours.
    Programs.Outcome initdb =
        programs.run(
            "initdb",
            "--pgdata=" + partial,
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C");
    if (!initdb.succeeded()) {
      throw EmbeddedPostgresException.of("initdb", initdb.output(), dataDir);
    }
    sql(programs, partial, "CREATE ROLE %s LOGIN CREATEDB PASSWORD '%s'".formatted(ROLE, password));
    sql(programs, partial, "CREATE DATABASE %s OWNER %s".formatted(DATABASE, ROLE));
    Files.move(partial, files, StandardCopyOption.ATOMIC_MOVE);
    FileTrees.sync(dataDir, 0);
  }

  void setPassword(Programs programs, String password) throws IOException {
    sql(programs, files, "ALTER ROLE %s PASSWORD '%s'".formatted(ROLE, password));
  }

  void configure(String postgresqlConf) throws IOException {
    FileTrees.write(files.resolve("postgresql.conf"), postgresqlConf);
    FileTrees.write(files.resolve("pg_hba.conf"), ServerSettings.PG_HBA);
  }

  /**
   * Another name each time: an initdb that outlived its Punctual may still write to the last one,
   * which then waits for a later first start to be deleted.
   */
  private Path freshPartial() throws IOException {
    try (var leftovers = Files.newDirectoryStream(dataDir, "pgdata.partial*")) {
      for (Path leftover : leftovers) {
        deleteIfDeserted(leftover);
      }
    }
    return Files.createTempDirectory(dataDir, "pgdata.partial");
  }

  private static void deleteIfDeserted(Path leftover) throws IOException {
    try {
      FileTrees.delete(leftover);
    } catch (DirectoryNotEmptyException e) {
      // A file came in between: it is in use, and in nobody's way.
    }
  }

  /** One statement in single-user mode, where no password is asked and no socket is open. */
  private void sql(Programs programs, Path cluster, String statement) throws IOException {
    Programs.Outcome outcome =
        programs.feed(
            statement + "\n",
            "postgres",
            "--single",
            "-D",
            cluster.toString(),
            "-c",
            "logging_collector=off",
            "postgres");
    if (!outcome.succeeded() || outcome.output().contains("ERROR:")) {
      throw EmbeddedPostgresException.of("postgres", outcome.output(), dataDir);
    }
  }
}

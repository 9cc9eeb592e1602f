package dev.punctual.app.embedded;

import static dev.punctual.app.embedded.Sql.execute;
import static dev.punctual.app.embedded.Sql.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.punctual.app.embedded.EmbeddedPostgresException.Reason;
import dev.punctual.testkit.TestPostgres;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code kill -9} leaves behind, and what the next start makes of it. */
class KilledProcessTest {
  private final Path dataDir;

  private final List<String> progress = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();
  private final List<EmbeddedPostgres> servers = new ArrayList<>();

  KilledProcessTest(@TempDir Path dataDir) {
    this.dataDir = dataDir;
  }

  @AfterEach
  void stopAll() {
    processes.forEach(Process::destroyForcibly);
    servers.forEach(EmbeddedPostgres::stop);
  }

  @Test
  void everyCommittedRowOutlivesTheProcessAndTheOrphanIsStopped() throws Exception {
    Process killed = startAndHang();
    assertThatExceptionOfType(EmbeddedPostgresException.class)
        .isThrownBy(this::start)
        .withMessageContaining("process " + killed.pid())
        .matches(e -> e.reason() == Reason.IN_USE);
    kill(killed);
    long orphan = pidInFile();
    assertThat(isPostgres(orphan)).isTrue();

    PostgresEndpoint endpoint = start().endpoint();

    assertThat(query(endpoint, "SELECT count(*) FROM kept")).isEqualTo("" + StartAndHang.ROWS);
    assertThat(pidInFile()).isNotEqualTo(orphan);
    assertThat(isPostgres(orphan)).isFalse();
    assertThat(progress).anyMatch(line -> line.contains("left running by a killed process"));
  }

  @Test
  void everyCommittedRowOutlivesProcessAndServerKilledTogether() throws Exception {
    Process killed = startAndHang();
    ProcessHandle.of(pidInFile()).orElseThrow().destroyForcibly();
    kill(killed);

    PostgresEndpoint endpoint = start().endpoint();

    assertThat(query(endpoint, "SELECT count(*) FROM kept")).isEqualTo("" + StartAndHang.ROWS);
  }

  @Test
  void aServerKilledAloneIsStartedAgainAtTheSamePlace() throws Exception {
    PostgresEndpoint endpoint = start().endpoint();
    execute(endpoint, "CREATE TABLE kept AS SELECT 1 AS row");

    killServerAndAwaitAnother(dataDir, endpoint);

    assertThat(query(endpoint, "SELECT count(*) FROM kept")).isEqualTo("1");
    assertThat(endpoint.socketDirectory().resolve(".s.PGSQL." + endpoint.port())).exists();
  }

  @Test
  void aServerKilledInALongPathIsStartedAgainInTheSameSocketDirectory() throws Exception {
    Path deep = dataDir.resolve("d".repeat(60)).resolve("e".repeat(60));
    PostgresEndpoint endpoint = start(deep).endpoint();

    killServerAndAwaitAnother(deep, endpoint);

    assertThat(endpoint.socketDirectory().resolve(".s.PGSQL." + endpoint.port())).exists();
  }

  @Test
  void aServerThatDiesWhileItIsStoppedStaysDown() throws Exception {
    EmbeddedPostgres server = start();
    ProcessHandle.of(pidInFile()).orElseThrow().destroyForcibly();

    server.stop();

    assertThat(start().endpoint().port()).isPositive();
    assertThat(progress).noneMatch(line -> line.contains("left running"));
  }

  @Test
  void anUnrelatedProcessBehindAStalePidFileIsLeftAlone() throws Exception {
    start().stop();
    Process unrelated = track(new ProcessBuilder("sleep", "60").start());
    leaveTraces(unrelated.pid(), dataDir.resolve("run"));

    PostgresEndpoint endpoint = start().endpoint();

    assertThat(query(endpoint, "SELECT 1")).isEqualTo("1");
    assertThat(unrelated.isAlive()).isTrue();
    assertThat(dataDir.resolve("run/.s.PGSQL.1")).doesNotExist();
    assertThat(dataDir.resolve("run/.s.PGSQL.1.lock")).doesNotExist();
  }

  @Test
  void thePostgresOfAnotherDirectoryIsLeftAlone(@TempDir Path otherDir) throws Exception {
    EmbeddedPostgres other = start(otherDir);
    start().stop();
    leaveTraces(pidIn(otherDir), dataDir.resolve("run"));

    PostgresEndpoint endpoint = start().endpoint();

    assertThat(query(endpoint, "SELECT 1")).isEqualTo("1");
    assertThat(query(other.endpoint(), "SELECT 1")).isEqualTo("1");
  }

  @Test
  void aServerOutOfSightThatStillAnswersKeepsTheDirectory() throws Exception {
    start().stop();
    Path sockets = Files.createDirectories(dataDir.resolve("elsewhere"));
    leaveTraces(1, sockets);
    Files.delete(sockets.resolve(".s.PGSQL.1"));
    try (ServerSocketChannel answering = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      answering.bind(UnixDomainSocketAddress.of(sockets.resolve(".s.PGSQL.1")));

      assertThatExceptionOfType(EmbeddedPostgresException.class)
          .isThrownBy(this::start)
          .matches(e -> e.reason() == Reason.IN_USE);
    }
  }

  private EmbeddedPostgres start() {
    return start(dataDir);
  }

  private EmbeddedPostgres start(Path directory) {
    EmbeddedPostgres server = EmbeddedPostgres.start(options(directory), progress::add);
    servers.add(server);
    return server;
  }

  private static EmbeddedPostgresOptions options(Path directory) {
    return EmbeddedPostgresOptions.in(directory).binariesIn(TestPostgres.binaries());
  }

  private Process startAndHang() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            StartAndHang.class.getName(),
            dataDir.toString(),
            TestPostgres.binaries().toString());
    Process process = track(builder.redirectErrorStream(true).start());
    assertThat(process.inputReader().lines().anyMatch(StartAndHang.COMMITTED::equals)).isTrue();
    return process;
  }

  private static void killServerAndAwaitAnother(Path directory, PostgresEndpoint endpoint)
      throws IOException {
    ProcessHandle killed = ProcessHandle.of(pidIn(directory)).orElseThrow();
    killed.destroyForcibly();
    await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptions()
        .until(() -> pidIn(directory) != killed.pid() && query(endpoint, "SELECT 1").equals("1"));
  }

  private static void kill(Process process) {
    process.destroyForcibly();
    await().until(() -> !process.isAlive());
  }

  private Process track(Process process) {
    processes.add(process);
    return process;
  }

  /** As a crash leaves them: the files of a server that is no more. */
  private void leaveTraces(long pid, Path sockets) throws IOException {
    String head = "%d\n%s\n1\n1\n%s\n".formatted(pid, dataDir.resolve("pgdata"), sockets);
    Files.writeString(dataDir.resolve("pgdata/postmaster.pid"), head);
    Files.createFile(sockets.resolve(".s.PGSQL.1"));
    Files.writeString(sockets.resolve(".s.PGSQL.1.lock"), pid + "\n");
  }

  private long pidInFile() throws IOException {
    return pidIn(dataDir);
  }

  private static long pidIn(Path directory) throws IOException {
    Path file = directory.resolve("pgdata/postmaster.pid");
    return Long.parseLong(Files.readAllLines(file).get(0).strip());
  }

  private static boolean isPostgres(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().command())
        .filter(command -> command.endsWith("/postgres"))
        .isPresent();
  }
}

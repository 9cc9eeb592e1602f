package dev.punctual.app.embedded;

import dev.punctual.app.embedded.EmbeddedPostgresException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The server process of one cluster, found by what it is: its executable is named {@code postgres}
 * and it works in the cluster's directory (or was told to, a moment ago). The process id in {@code
 * postmaster.pid} is never trusted alone, for after a crash it may name anybody.
 */
final class Postmaster {
  private static final Duration AT_ONCE = Duration.ofSeconds(5);
  private static final boolean PROC_FILESYSTEM = Files.exists(Path.of("/proc/self/cwd"));

  private final Path cluster;
  private final Path pidFile;
  private final Programs programs;

  Postmaster(Path cluster, Programs programs) {
    this.cluster = cluster;
    this.pidFile = cluster.resolve("postmaster.pid");
    this.programs = programs;
  }

  /** Also true of processes that outlive their postmaster for a moment. */
  boolean isRunning() {
    return !processes().isEmpty();
  }

  /** Whether the server named in the file lives; looks at one process, not at all of them. */
  boolean isAlive() {
    try {
      return Files.readAllLines(pidFile).stream()
          .findFirst()
          .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())))
          .filter(this::isPostmaster)
          .isPresent();
    } catch (IOException | NumberFormatException e) {
      return false;
    }
  }

  /**
   * Starts the server and waits until it takes connections.
   *
   * @param firstLog takes what the server prints before its own log is open
   */
  Programs.Outcome start(Path firstLog, Duration limit) throws IOException {
    return programs.run(
        "pg_ctl",
        "start",
        "--wait",
        "--timeout=" + limit.toSeconds(),
        "--pgdata=" + cluster,
        "--log=" + firstLog);
  }

  /**
   * Ends sessions, writes a checkpoint and goes; past {@code limit} goes at once, which loses
   * nothing either. Processes whose postmaster died are waited for: they go by themselves.
   *
   * @throws EmbeddedPostgresException with {@link Reason#TIMEOUT} if the server still runs after
   *     all
   */
  void stop(Duration limit) {
    if (!isGoneAfter("INT", this::isPostmaster, limit)
        && !isGoneAfter("QUIT", process -> true, AT_ONCE)) {
      throw new EmbeddedPostgresException(
          Reason.TIMEOUT,
          "PostgreSQL in %s does not stop, see its processes %s".formatted(cluster, ids()));
    }
  }

  /**
   * Removes what a killed server left behind, so that a reused process id can't keep the next one
   * from starting. Only after {@link #isRunning} said no.
   *
   * @throws EmbeddedPostgresException with {@link Reason#IN_USE} if a server that can't be seen
   *     from here, as in another container, answers on the socket
   */
  void clearTraces() throws IOException {
    if (!Files.exists(pidFile)) {
      return;
    }
    List<String> lines = Files.readAllLines(pidFile);
    if (lines.size() > 4 && lines.get(4).startsWith("/")) {
      Path sockets = Path.of(lines.get(4));
      if (answers(sockets.resolve(".s.PGSQL." + lines.get(3).strip()))) {
        throw new EmbeddedPostgresException(
            Reason.IN_USE,
            "A PostgreSQL out of sight (in another container?) serves the data in " + cluster);
      }
      new SocketDirectory(sockets).clear();
    }
    Files.deleteIfExists(pidFile);
  }

  /**
   * Signals also a server that is only just starting and comes into sight in the meantime. A clean
   * shutdown is asked of the postmaster alone: its children take the same signal for other things.
   */
  private boolean isGoneAfter(String signal, Predicate<ProcessHandle> addressee, Duration limit) {
    Set<Long> signalled = new HashSet<>();
    return Await.until(
        () -> {
          List<ProcessHandle> all = processes();
          all.stream()
              .filter(addressee)
              .map(ProcessHandle::pid)
              .filter(signalled::add)
              .forEach(pid -> send(signal, pid));
          return all.isEmpty();
        },
        limit);
  }

  private void send(String signal, long pid) {
    try {
      programs.run("pg_ctl", "kill", signal, Long.toString(pid));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Long> ids() {
    return processes().stream().map(ProcessHandle::pid).toList();
  }

  private List<ProcessHandle> processes() {
    return ProcessHandle.allProcesses().filter(this::serves).toList();
  }

  /** Also false for a process that is dead but not yet reaped, or belongs to somebody else. */
  private boolean serves(ProcessHandle process) {
    boolean postgres =
        process
            .info()
            .command()
            .map(command -> command.replace(" (deleted)", ""))
            .filter(command -> command.endsWith("/postgres"))
            .isPresent();
    return postgres && (worksInCluster(process) || isStartedOnCluster(process));
  }

  /** Not so a child, although it bears its parent's arguments until it takes a title. */
  private boolean isPostmaster(ProcessHandle process) {
    return isStartedOnCluster(process) && process.parent().filter(this::serves).isEmpty();
  }

  private boolean worksInCluster(ProcessHandle process) {
    return PROC_FILESYSTEM && isCluster("/proc/%d/cwd".formatted(process.pid()));
  }

  /** Tells a server that has not yet entered the directory; and any where there is no /proc. */
  private boolean isStartedOnCluster(ProcessHandle process) {
    boolean named =
        process
            .info()
            .arguments()
            .filter(arguments -> Arrays.asList(arguments).contains(cluster.toString()))
            .isPresent();
    // The same path may be another directory to a process in a container.
    return named
        && (!PROC_FILESYSTEM || isCluster("/proc/%d/root%s".formatted(process.pid(), cluster)));
  }

  private boolean isCluster(String path) {
    try {
      return Files.isSameFile(Path.of(path), cluster);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean answers(Path socket) {
    if (!Files.exists(socket)) {
      return false;
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      return false;
    }
  }
}

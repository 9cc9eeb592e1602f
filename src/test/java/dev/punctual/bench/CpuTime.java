package dev.punctual.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What Linux counts for a process. */
final class CpuTime {
  private static final long MILLIS_A_TICK = 10;

  /** Of the fields that follow the program's name in {@code /proc/PID/stat}. */
  private static final int OWN = 11;

  private static final int OF_ENDED_CHILDREN = 13;

  private CpuTime() {}

  /** Of a process and its children, those that have ended included. */
  static Duration ofFamily(long pid) {
    Duration living =
        ProcessHandle.of(pid)
            .orElseThrow()
            .children()
            .flatMap(child -> ticks(child.pid(), OWN).stream())
            .reduce(Duration.ZERO, Duration::plus);
    return living
        .plus(ticks(pid, OWN).orElseThrow())
        .plus(ticks(pid, OF_ENDED_CHILDREN).orElseThrow());
  }

  /** In user and in system mode; empty if the process has just ended. */
  private static Optional<Duration> ticks(long pid, int first) {
    try {
      String stat = Files.readString(Path.of("/proc/%d/stat".formatted(pid)));
      List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
      long ticks = Long.parseLong(fields.get(first)) + Long.parseLong(fields.get(first + 1));
      return Optional.of(Duration.ofMillis(ticks * MILLIS_A_TICK));
    } catch (NoSuchFileException ended) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.punctual.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file system of a few megabytes in memory, to be filled to the last byte and freed again. */
public final class SmallDisk implements AutoCloseable {
  private static final byte[] ZEROS = new byte[64 * 1024];

  private final Path directory;

  private SmallDisk(Path directory) {
    this.directory = directory;
  }

  /** Mounts it; empty where this machine lets nobody mount anything. */
  public static Optional<SmallDisk> mount(Path directory, int megabytes) {
    return run("mount", "-t", "tmpfs", "-o", "size=%dm".formatted(megabytes), "tmpfs", directory)
        ? Optional.of(new SmallDisk(directory))
        : Optional.empty();
  }

  public Path directory() {
    return directory;
  }

  /** Leaves no room for anything. */
  public void fill() {
    try (OutputStream filler = Files.newOutputStream(filler())) {
      while (true) {
        filler.write(ZEROS);
      }
    } catch (IOException full) {
      // As it was meant.
    }
  }

  public void free() {
    try {
      Files.delete(filler());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path filler() {
    return directory.resolve("filler");
  }

  private static boolean run(Object... command) {
    try {
      String[] words =
          java.util.Arrays.stream(command).map(Object::toString).toArray(String[]::new);
      Process process =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException absent) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    run("umount", "--lazy", directory);
  }
}

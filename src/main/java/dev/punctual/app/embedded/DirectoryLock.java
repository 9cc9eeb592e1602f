package dev.punctual.app.embedded;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.punctual.app.embedded.EmbeddedPostgresException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One Punctual a data directory. The operating system drops the lock with the process, however it
 * ends; child processes do not inherit it.
 */
final class DirectoryLock implements AutoCloseable {
  /**
   * Directories locked by this process. Asked first, because closing a second channel on a lock
   * file would drop the lock of the first.
   */
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * @param directory a real path
   * @throws EmbeddedPostgresException with {@link Reason#IN_USE}
   */
  static DirectoryLock acquire(Path directory) throws IOException {
    if (!HELD_HERE.add(directory)) {
      throw inUse(directory, Long.toString(ProcessHandle.current().pid()));
    }
    try {
      return new DirectoryLock(directory, lock(directory));
    } catch (IOException | RuntimeException e) {
      HELD_HERE.remove(directory);
      throw e;
    }
  }

  private static FileChannel lock(Path directory) throws IOException {
    Path file = directory.resolve("punctual.lock");
    FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE);
    try {
      if (channel.tryLock() == null) {
        throw inUse(directory, Files.readString(file).strip());
      }
      String pid = Long.toString(ProcessHandle.current().pid());
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static EmbeddedPostgresException inUse(Path directory, String pid) {
    return new EmbeddedPostgresException(
        Reason.IN_USE,
        "The data directory %s is in use by another Punctual (process %s): stop it, or choose another directory"
            .formatted(directory, pid));
  }

  @Override
  public void close() throws IOException {
    channel.close();
    HELD_HERE.remove(directory);
  }
}

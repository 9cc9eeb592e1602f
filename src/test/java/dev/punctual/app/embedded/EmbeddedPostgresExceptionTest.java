package dev.punctual.app.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.app.embedded.EmbeddedPostgresException.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddedPostgresExceptionTest {
  private static final Path DATA_DIR = Path.of("/data");

  @ParameterizedTest
  @CsvSource({
    "'FATAL:  could not write to file \"pg_wal/xlogtemp.7\": No space left on device', DISK_FULL",
    "'initdb: error: cannot be run as root', UNSUPPORTED",
    "'\"root\" execution of the PostgreSQL server is not permitted.', UNSUPPORTED",
    "'initdb: error: could not access directory \"/data\": Permission denied', NOT_WRITABLE",
    "'PANIC:  could not locate a valid checkpoint record', FAILED",
  })
  void readsTheReasonFromWhatTheProgramPrinted(String output, Reason reason) {
    EmbeddedPostgresException failure =
        EmbeddedPostgresException.of("start", "LOG:  starting\n" + output + "\nHINT: x", DATA_DIR);

    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure).message().isNotBlank().doesNotContain("\n", "HINT");
  }

  @Test
  void neverShowsTheStatementThatFailed() {
    String output = "ERROR:  syntax error\nSTATEMENT:  ALTER ROLE punctual PASSWORD 'secret'";

    assertThat(EmbeddedPostgresException.of("postgres", output, DATA_DIR))
        .hasMessageEndingWith("syntax error");
  }

  @Test
  void readsTheReasonFromAFailedFileOperation() {
    assertThat(reason(new IOException("No space left on device"))).isEqualTo(Reason.DISK_FULL);
    assertThat(reason(new AccessDeniedException("/data/x"))).isEqualTo(Reason.NOT_WRITABLE);
    assertThat(reason(new FileSystemException("/data/x", null, "Read-only file system")))
        .isEqualTo(Reason.NOT_WRITABLE);
    assertThat(reason(new IOException("anything"))).isEqualTo(Reason.FAILED);
  }

  private static Reason reason(IOException failure) {
    return EmbeddedPostgresException.of(failure, DATA_DIR).reason();
  }
}

package dev.punctual.app;

import dev.punctual.call.KeyRing;
import dev.punctual.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** What names and phone numbers are encrypted with. */
final class CallKeys {
  private static final String FILE = "call.key";
  private static final int BYTES = 32;

  private CallKeys() {}

  /** The configured keys or, where there is none, the one in the data directory. */
  static KeyRing of(Config config) {
    SecretKey current =
        config.call().encryptionKey().orElseGet(() -> development(config.data().resolve(FILE)));
    return new KeyRing(current, config.call().previousKeys());
  }

  private static SecretKey development(Path file) {
    try {
      return read(file);
    } catch (NoSuchFileException e) {
      return make(file);
    } catch (IOException e) {
      throw new StartFailure("The key %s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static SecretKey read(Path file) throws IOException {
    try {
      byte[] key = Base64.getDecoder().decode(Files.readString(file).strip());
      if (key.length == BYTES) {
        return new SecretKeySpec(key, "AES");
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw new StartFailure("The key %s is damaged: it must be 32 bytes in Base64".formatted(file));
  }

  /** It appears as a whole; of two nodes that make one at once, one wins and both read it. */
  private static SecretKey make(Path file) {
    byte[] key = new byte[BYTES];
    new SecureRandom().nextBytes(key);
    try {
      Files.createDirectories(
          file.getParent(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path draft =
          Files.createTempFile(
              file.getParent(),
              FILE,
              ".draft",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(draft, Base64.getEncoder().encodeToString(key) + "\n");
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      return read(file);
    } catch (IOException e) {
      throw new StartFailure("The key %s cannot be made: %s".formatted(file, e.getMessage()), e);
    }
  }
}

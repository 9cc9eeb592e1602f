package dev.punctual.app.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/** The random password of the server's role, kept in a file that only the owner may read. */
record Password(String value) {
  /** Also what makes it safe inside a quoted SQL literal. */
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{32,}");

  private static final int BYTES = 24;

  /** Reads the password or, where there is none that Punctual wrote, makes one. */
  static Password in(Path dataDir) throws IOException {
    Path file = dataDir.resolve("postgres.password");
    if (Files.exists(file)) {
      String value = Files.readString(file).strip();
      if (FORM.matcher(value).matches()) {
        return new Password(value);
      }
    }
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    String value = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    FileTrees.write(file, value + "\n");
    return new Password(value);
  }

  @Override
  public String toString() {
    return "Password[hidden]";
  }
}

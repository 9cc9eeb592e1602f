package dev.punctual.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.config.Config;
import dev.punctual.config.ConfigException;
import dev.punctual.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallKeysTest {
  private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
  private static final Map<String, String> ELSEWHERE =
      Map.of("PUNCTUAL_POSTGRES_URL", "postgresql://db.example.com/punctual");
  private static final Map<String, String> OPEN =
      Map.of("PUNCTUAL_HTTP_HOST", "0.0.0.0", "PUNCTUAL_API_KEYS", "a:b");

  @TempDir private Path directory = Path.of("");

  @Test
  void makesAKeyForItsOwnerAloneAndKeepsIt() throws IOException {
    Path file = directory.resolve("data").resolve("call.key");
    CallKeys.of(config(Map.of()));
    String made = Files.readString(file);
    CallKeys.of(config(Map.of()));
    assertThat(Files.readString(file)).isEqualTo(made);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void makesNoKeyWhereOneIsConfigured() {
    CallKeys.of(config(Map.of("PUNCTUAL_CALL_ENCRYPTION_KEY", KEY)));
    assertThat(directory.resolve("data")).doesNotExist();
  }

  @Test
  void refusesAKeyFileThatIsDamaged() throws IOException {
    Files.createDirectories(directory.resolve("data"));
    Files.writeString(directory.resolve("data").resolve("call.key"), "c2hvcnQ=");
    assertThatThrownBy(() -> CallKeys.of(config(Map.of())))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void refusesAKeyOfAnotherLengthWithoutRepeatingIt() {
    for (String wrong : new String[] {"c2hvcnQ=", "no base64!"}) {
      assertThatThrownBy(() -> config(Map.of("PUNCTUAL_CALL_ENCRYPTION_KEY", wrong)))
          .isInstanceOf(ConfigException.class)
          .hasMessage("call.encryption_key: must be exactly 32 bytes in Base64");
      assertThatThrownBy(() -> config(Map.of("PUNCTUAL_CALL_PREVIOUS_KEYS", wrong)))
          .isInstanceOf(ConfigException.class)
          .hasMessageStartingWith("call.previous_keys: must be exactly 32 bytes");
    }
  }

  @Test
  void refusesToStartReachableBesideAnotherDatabaseWithoutAKey() {
    Map<String, String> exposed = new HashMap<>(ELSEWHERE);
    exposed.putAll(OPEN);
    assertThatThrownBy(() -> config(exposed))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("call.encryption_key: names and phone numbers");
    exposed.put("PUNCTUAL_CALL_ENCRYPTION_KEY", KEY);
    assertThat(config(exposed).call().encryptionKey()).isPresent();
    assertThat(config(ELSEWHERE).call().encryptionKey()).isEmpty();
    assertThat(config(OPEN).call().encryptionKey()).isEmpty();
  }

  @Test
  void showsNoKeyOfTheConfiguration() {
    Map<String, String> keys =
        Map.of("PUNCTUAL_CALL_ENCRYPTION_KEY", KEY, "PUNCTUAL_CALL_PREVIOUS_KEYS", KEY);
    assertThat(ConfigLoader.describe(Optional.empty(), keys)).doesNotContain(KEY);
  }

  private Config config(Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("PUNCTUAL_DATA", directory.resolve("data").toString());
    return ConfigLoader.load(Optional.empty(), all);
  }
}

package dev.punctual.config;

import java.util.Base64;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** What the configuration says of calls. */
final class CallSection {
  private static final int KEY_BYTES = 32;

  private CallSection() {}

  static Config.Call read(ConfigNode node) {
    return new Config.Call(
        node.at("encryption_key").optionalText().map(text -> key("call.encryption_key", text)),
        node.at("previous_keys").list(key -> key("call.previous_keys", key.text())),
        node.at("parallel_plans").integer(1, 64));
  }

  /** The text is not repeated where it is wrong. */
  private static SecretKey key(String path, String base64) {
    try {
      byte[] key = Base64.getDecoder().decode(base64);
      if (key.length == KEY_BYTES) {
        return new SecretKeySpec(key, "AES");
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw new ConfigException(path + ": must be exactly 32 bytes in Base64");
  }

  /** A key that is made in the data directory is for a node that nobody else works beside. */
  static void requireKeyWhereExposed(Config config) {
    boolean alone =
        config.postgres().url().isEmpty()
            || (config.http().isLoopback() && config.cluster().isAlone());
    if (config.roles().contains(Role.CALL) && config.call().encryptionKey().isEmpty() && !alone) {
      throw new ConfigException(
          "call.encryption_key: names and phone numbers are stored encrypted; set"
              + " PUNCTUAL_CALL_ENCRYPTION_KEY to 32 random bytes in Base64 (openssl rand -base64"
              + " 32), the same on every node");
    }
  }
}

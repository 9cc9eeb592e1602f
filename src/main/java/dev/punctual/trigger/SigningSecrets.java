package dev.punctual.trigger;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes what nobody can guess. */
final class SigningSecrets {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 32;

  private SigningSecrets() {}

  /** A signing secret as Standard Webhooks writes them. */
  static String secret() {
    return "whsec_" + Base64.getEncoder().encodeToString(random());
  }

  /** The secret part of a webhook's address. */
  static String hookToken() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random());
  }

  private static byte[] random() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}

package dev.punctual.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/**
 * A key that lets a client in. Only its SHA-256 is kept.
 *
 * @param name for logs and rate limits; no secret
 * @param sha256 64 lower-case hexadecimal digits
 */
public record ApiKey(String name, String sha256, String tenant, Set<Scope> scopes) {

  public static final String DEFAULT_TENANT = "default";

  /** What a key may do; {@code ADMIN} includes the others. */
  public enum Scope {
    READ,
    WRITE,
    ADMIN
  }

  public ApiKey {
    scopes = scopes.contains(Scope.ADMIN) ? Set.of(Scope.values()) : Set.copyOf(scopes);
  }

  /** Hashes a key as it is presented by a client. */
  public static String hash(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

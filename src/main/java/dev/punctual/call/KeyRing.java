package dev.punctual.call;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals what nobody else may read, by AES-GCM (NIST SP 800-38D) with a random 96-bit nonce; no key
 * is to seal more than 2^32 times. What was sealed under an older key is still opened.
 *
 * <p>A sealed value is the key's id (4 bytes), the nonce (12) and the ciphertext with its tag. It
 * is bound to its place: moved to another row, it does not open.
 */
public final class KeyRing {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String ALGORITHM = "AES/GCM/NoPadding";
  private static final int ID_BYTES = 4;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final int currentId;
  private final SecretKey current;
  private final Map<Integer, SecretKey> keys = new HashMap<>();

  /**
   * Holds keys of 256 bits.
   *
   * @param current seals
   * @param previous only open
   */
  public KeyRing(SecretKey current, List<SecretKey> previous) {
    this.current = current;
    this.currentId = idOf(current);
    previous.forEach(key -> keys.put(idOf(key), key));
    keys.put(currentId, current);
  }

  private static int idOf(SecretKey key) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
      return Buffer.buffer(hash).getInt(0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Seals.
   *
   * @param place where the value will be kept
   */
  Buffer seal(byte[] plain, String place) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    try {
      byte[] secret = cipher(Cipher.ENCRYPT_MODE, current, nonce, place).doFinal(plain);
      return Buffer.buffer().appendInt(currentId).appendBytes(nonce).appendBytes(secret);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    }
  }

  /** Opens; empty if the key is not here, or if the value was changed or moved. */
  Optional<byte[]> open(Buffer sealed, String place) {
    if (sealed.length() < ID_BYTES + NONCE_BYTES + TAG_BITS / Byte.SIZE) {
      return Optional.empty();
    }
    SecretKey key = keys.get(sealed.getInt(0));
    if (key == null) {
      return Optional.empty();
    }
    byte[] nonce = sealed.getBytes(ID_BYTES, ID_BYTES + NONCE_BYTES);
    byte[] secret = sealed.getBytes(ID_BYTES + NONCE_BYTES, sealed.length());
    try {
      return Optional.of(cipher(Cipher.DECRYPT_MODE, key, nonce, place).doFinal(secret));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static Cipher cipher(int mode, SecretKey key, byte[] nonce, String place)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(ALGORITHM);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}

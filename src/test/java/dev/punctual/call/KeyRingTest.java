package dev.punctual.call;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class KeyRingTest {
  private static final byte[] PLAIN = "Grace Hopper".getBytes(UTF_8);

  @Test
  void opensWhatItSealed() {
    KeyRing ring = new KeyRing(key(1), List.of());
    Buffer sealed = ring.seal(PLAIN, "here");
    assertThat(ring.open(sealed, "here")).hasValue(PLAIN);
    assertThat(sealed.toString(UTF_8)).doesNotContain("Grace");
  }

  @Test
  void sealsTheSameDifferentlyEachTime() {
    KeyRing ring = new KeyRing(key(1), List.of());
    assertThat(ring.seal(PLAIN, "here")).isNotEqualTo(ring.seal(PLAIN, "here"));
  }

  @Test
  void doesNotOpenInAnotherPlace() {
    KeyRing ring = new KeyRing(key(1), List.of());
    assertThat(ring.open(ring.seal(PLAIN, "here"), "there")).isEmpty();
  }

  @Test
  void doesNotOpenWhatWasChanged() {
    KeyRing ring = new KeyRing(key(1), List.of());
    Buffer sealed = ring.seal(PLAIN, "here");
    for (int at = 0; at < sealed.length(); at++) {
      Buffer changed = sealed.copy().setByte(at, (byte) (sealed.getByte(at) ^ 1));
      assertThat(ring.open(changed, "here")).as("byte %d", at).isEmpty();
      assertThat(ring.open(sealed.getBuffer(0, at), "here")).as("cut at %d", at).isEmpty();
    }
  }

  @Test
  void opensWhatAPreviousKeySealedAndSealsWithTheCurrentOne() {
    Buffer old = new KeyRing(key(1), List.of()).seal(PLAIN, "here");
    KeyRing rotated = new KeyRing(key(2), List.of(key(1)));
    assertThat(rotated.open(old, "here")).hasValue(PLAIN);
    assertThat(new KeyRing(key(2), List.of()).open(rotated.seal(PLAIN, "here"), "here"))
        .hasValue(PLAIN);
  }

  @Test
  void doesNotOpenWithoutTheKey() {
    Buffer old = new KeyRing(key(1), List.of()).seal(PLAIN, "here");
    assertThat(new KeyRing(key(2), List.of(key(3))).open(old, "here")).isEmpty();
  }

  static SecretKey key(int fill) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) fill);
    return new SecretKeySpec(bytes, "AES");
  }
}

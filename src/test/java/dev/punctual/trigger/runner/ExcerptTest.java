package dev.punctual.trigger.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class ExcerptTest {

  @Test
  void aShortBodyIsAllThere() {
    assertThat(Excerpt.of("{\"ok\":\"ä\"}".getBytes(UTF_8), true, ""))
        .isEqualTo(new Excerpt("{\"ok\":\"ä\"}", false));
    assertThat(Excerpt.of(new byte[0], true, "")).isEqualTo(new Excerpt("", false));
    assertThat(Excerpt.of(new byte[0], true, "gzip")).isEqualTo(new Excerpt("", false));
  }

  @Test
  void aLongOneIsCutAfterAKibibyte() {
    assertThat(Excerpt.of("a".repeat(1_024).getBytes(UTF_8), true, "").truncated()).isFalse();
    assertThat(Excerpt.of("a".repeat(1_025).getBytes(UTF_8), true, ""))
        .isEqualTo(new Excerpt("a".repeat(1_024), true));
  }

  @Test
  void theCutLeavesNoHalfCharacter() {
    assertThat(Excerpt.of(("a" + "ä".repeat(600)).getBytes(UTF_8), true, "").text())
        .isEqualTo("a" + "ä".repeat(511));
  }

  @Test
  void whatWasNotReadToTheEndIsTruncated() {
    assertThat(Excerpt.of("abc".getBytes(UTF_8), false, "")).isEqualTo(new Excerpt("abc", true));
  }

  @Test
  void bytesThatAreNoTextAreReplaced() {
    assertThat(Excerpt.of(new byte[] {'a', (byte) 0xff, 'b'}, true, "").text())
        .isEqualTo("a\ufffdb");
  }

  @Test
  void aCompressedBodyIsInflated() throws IOException {
    byte[] zipped = gzip("{\"ok\":true}".getBytes(UTF_8));
    assertThat(Excerpt.of(zipped, true, " GZIP")).isEqualTo(new Excerpt("{\"ok\":true}", false));
  }

  @Test
  void aBombIsInflatedNoFurtherThanItIsShown() throws IOException {
    byte[] bomb = gzip(new byte[64 << 20]);
    assertThat(bomb.length).isLessThan(70_000);
    assertThat(Excerpt.of(bomb, true, "gzip")).isEqualTo(new Excerpt("\u0000".repeat(1_024), true));
  }

  @Test
  void ofACompressedBodyThatBreaksOffTheBeginningIsShown() throws IOException {
    byte[] zipped = gzip("0123456789".repeat(50).getBytes(UTF_8));
    Excerpt excerpt = Excerpt.of(Arrays.copyOf(zipped, zipped.length - 9), false, "gzip");
    assertThat(excerpt.truncated()).isTrue();
    assertThat(excerpt.text()).startsWith("0123456789");
  }

  @Test
  void whatCannotBeInflatedIsLeftOut() {
    Excerpt nothing = new Excerpt("", true);
    assertThat(Excerpt.of("plain".getBytes(UTF_8), true, "gzip")).isEqualTo(nothing);
    assertThat(Excerpt.of("plain".getBytes(UTF_8), true, "br")).isEqualTo(nothing);
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(content);
    }
    return bytes.toByteArray();
  }
}

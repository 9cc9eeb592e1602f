package dev.punctual.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.problem.ProblemException;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactJsonTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\\ud800\"",
        "\"a\\uDC00\"",
        "\"\\ud83d x\"",
        "\"\\ud83d\\ud83d\"",
        "\"\\\\\\ud800\"",
        "{\"\\ud800\":1}"
      })
  void halfACharacterIsNoText(String json) {
    Buffer body = Buffer.buffer(json);
    assertThatThrownBy(() -> ExactJson.parse(body)).satisfies(ExactJsonTest::isMalformed);
    assertThatThrownBy(() -> ExactJson.text(body)).satisfies(ExactJsonTest::isMalformed);
  }

  @Test
  void norDoUnescapedBytesHoldOne() {
    Buffer body = Buffer.buffer(new byte[] {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'});
    assertThatThrownBy(() -> ExactJson.parse(body)).satisfies(ExactJsonTest::isMalformed);
  }

  @Test
  void wholeCharactersAndBackslashesPass() {
    Buffer body = Buffer.buffer("\"\\ud83d\\ude00 \\\\ud800 \u00ed\ud55c\ud7a3\ue000\"");
    assertThat(ExactJson.parse(body).asText())
        .isEqualTo("\ud83d\ude00 \\ud800 \u00ed\ud55c\ud7a3\ue000");
    assertThat(ExactJson.text(body)).isEqualTo(body.toString());
  }

  private static void isMalformed(Throwable failure) {
    assertThat(failure).isInstanceOf(ProblemException.class).hasMessageContaining("malformed_json");
  }
}

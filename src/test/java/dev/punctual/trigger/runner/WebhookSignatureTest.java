package dev.punctual.trigger.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class WebhookSignatureTest {
  /** Published with the specification's reference libraries. */
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  private static final long TIMESTAMP = 1_614_265_330;
  private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
  private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

  @Test
  void agreesWithThePublishedVector() {
    assertThat(WebhookSignature.of(ID, TIMESTAMP, BODY, List.of(SECRET))).isEqualTo(SIGNATURE);
  }

  @Test
  void signsWithEverySecretInTurn() {
    String other = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    assertThat(WebhookSignature.of(ID, TIMESTAMP, BODY, List.of(other, SECRET)))
        .isEqualTo(WebhookSignature.of(ID, TIMESTAMP, BODY, List.of(other)) + " " + SIGNATURE);
  }
}

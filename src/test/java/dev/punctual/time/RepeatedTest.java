package dev.punctual.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.CapturedLog;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RepeatedTest {
  private final Repeated planning =
      new Repeated(LoggerFactory.getLogger(RepeatedTest.class), "Planning");

  @Test
  void tellsOnceOfAFailureAndOnceOfItsEnd() {
    try (CapturedLog log = new CapturedLog()) {
      Stream.of(good(), bad("first"), bad("second"), good(), good(), bad("third"))
          .forEach(outcome -> outcome.onComplete(planning::went));

      List<String> told = log.lines().stream().filter(line -> line.startsWith("Planning")).toList();
      assertThat(told).hasSize(3);
      assertThat(told.get(0)).contains("Planning fails", "IllegalStateException: first");
      assertThat(told.get(1)).contains("Planning succeeds again");
      assertThat(told.get(2)).contains("Planning fails", "IllegalStateException: third");
    }
  }

  private static Future<Void> good() {
    return Future.succeededFuture();
  }

  private static Future<Void> bad(String message) {
    return Future.failedFuture(new IllegalStateException(message));
  }
}

package dev.punctual.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import dev.punctual.testkit.TestNode;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Characters that nobody types, such as NUL, which PostgreSQL cannot store. */
@TestInstance(Lifecycle.PER_CLASS)
class ControlCharactersTest {
  private static final String LOGGED =
      "{\"name\":\"N\",\"kind\":\"api\",\"action\":{\"type\":\"log\"},%s}";

  private final TestNode node = TestNode.start(Map.of());
  private final Api api = node.api();

  @AfterAll
  void stop() {
    node.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          POST|/update|/driver_id|{"driver_id":"a\\u0000","package_id":"p","status":"accepted"}
          POST|/update|/package_id|{"driver_id":"d","package_id":"\\u0000","status":"accepted"}
          POST|/assign|/driver_ids/0|{"driver_ids":["a\\u0000"],"max_per_driver":1}
          POST|/api/v1/triggers|/name|{"name":"\\u0000","kind":"api","action":{"type":"log"}}
          POST|/api/v1/triggers|/labels/a|{"name":"N","kind":"api","action":{"type":"log"},\
          "labels":{"a":"\\u0000"}}
          POST|/api/v1/triggers|/action/url|{"name":"N","kind":"api",\
          "action":{"type":"http","url":"https://example.com/\\u0000"}}
          POST|/api/v1/triggers|/action/headers/a|{"name":"N","kind":"api",\
          "action":{"type":"http","url":"https://example.com/","headers":{"a":"\\u0000"}}}
          POST|/api/v1/triggers|/schedule/timezone|{"name":"N","kind":"scheduled",\
          "schedule":{"cron":"0 9 * * *","timezone":"\\u0000"},"action":{"type":"log"}}
          PUT|/api/v1/call-policies/c|/endpoint|{"endpoint":"https://example.com/\\u0000"}
          """)
  void areRefusedWhereTheyStand(String method, String path, String pointer, String body) {
    Answer refused = api.send(method, path, body);
    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.json().findValuesAsText("pointer")).containsExactly(pointer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          /rule_id|{"rule_id":"\\u0000","code":"EXPRESS_ONLY","params":{}}
          /params/allowed_regions/0|{"rule_id":"r","code":"REGION_ONLY",\
          "params":{"allowed_regions":["\\u0000"]}}
          """)
  void areRefusedInARule(String pointer, String rule) {
    assertRefused(pointer, rule);
  }

  @Test
  void areRefusedInTheNameOfAParameter() {
    assertRefused(
        "/params/a\0", "{\"rule_id\":\"r\",\"code\":\"EXPRESS_ONLY\",\"params\":{\"a\\u0000\":1}}");
  }

  private void assertRefused(String pointer, String rule) {
    Answer refused =
        api.post("/api/v1/drivers/import", "[{\"driver_id\":\"d\",\"rules\":[" + rule + "]}]");
    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.json().findValuesAsText("pointer")).containsExactly("/0/rules/0" + pointer);
  }

  @Test
  void arePartOfPayloadsAndSchemasAsTheyCame() {
    Answer created =
        api.post(
            "/api/v1/triggers",
            LOGGED.formatted(
                "\"payload\":{\"a\\u0000\":\"\\u0000\"},"
                    + "\"json_schema\":{\"description\":\"\\u0000\"}"));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(created.json().path("payload").path("a\0").asText()).isEqualTo("\0");
    Answer fired =
        api.post("/api/v1/triggers/" + created.field("id") + "/test-run", "[\"\\u0000\"]");
    assertThat(fired.status()).as(fired.text()).isEqualTo(202);
    String event = "/api/v1/events/" + fired.field("event_id");
    CallServiceTest.within(15)
        .until(() -> api.get(event).field("status"), status -> status.equals("success"));
    assertThat(api.get(event).json().at("/payload/0").asText()).isEqualTo("\0");
  }

  @Test
  void arePartOfANameAsItWasSent() {
    Answer planned = api.post("/schedule", "[{\"name\":\"A\\u0000\",\"phone\":\"212-555-5555\"}]");
    assertThat(planned.status()).as(planned.text()).isEqualTo(200);
    assertThat(planned.json().at("/0/name").asText()).isEqualTo("A\0");
    String call = planned.json().at("/0/scheduled_task_id").asText();
    assertThat(api.get("/api/v1/calls/" + call).field("name")).isEqualTo("A\0");
  }
}

package dev.punctual.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.punctual.problem.FieldError;
import dev.punctual.problem.ProblemException;
import dev.punctual.testkit.Futures;
import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.Misfire;
import dev.punctual.trigger.domain.Overlap;
import dev.punctual.trigger.domain.RetrySpec;
import dev.punctual.trigger.domain.TriggerSpec;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TriggerJsonTest {
  private static final com.networknt.schema.Schema SCHEMA = schema();

  private static com.networknt.schema.Schema schema() {
    Vertx vertx = Vertx.vertx();
    try {
      return Futures.await(Contract.load(vertx)).component("TriggerInput");
    } finally {
      Futures.await(vertx.close());
    }
  }

  @Test
  void whatIsLeftOutGetsItsDefault() {
    TriggerSpec spec = read("{'name':'N','kind':'api','action':{'type':'http'}}");
    assertThat(spec.enabled()).isTrue();
    assertThat(spec.timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(spec.overlap()).isEqualTo(Overlap.ALLOW);
    assertThat(spec.misfire()).isEqualTo(Misfire.FIRE_ONCE);
    assertThat(spec.retry()).isEqualTo(RetrySpec.DEFAULT);
    assertThat(spec.action())
        .isEqualTo(ActionSpec.http("GET", "https://httpbin.org/status/200", Map.of()));
    assertThat(action("{'type':'http','url':'https://example.com'}").method()).hasValue("POST");
    assertThat(action("{'type':'sleep'}")).isEqualTo(ActionSpec.sleep(Duration.ofSeconds(2)));
    assertThat(action("{'type':'counter'}")).isEqualTo(ActionSpec.count("default", 1));
    assertThat(scheduled("'schedule':{'in':'PT1S'}").overlap()).isEqualTo(Overlap.SKIP);
    assertThat(
            TriggerJson.write(scheduled("'schedule':{'cron':'0 9 * * *'}"))
                .at("/schedule/timezone"))
        .hasToString("\"UTC\"");
  }

  @Test
  void aSleepHasTheTimeThatItTakes() {
    TriggerSpec spec =
        read("{'name':'N','kind':'api','action':{'type':'sleep','duration':'PT1H'}}");
    assertThat(spec.timeout()).isEqualTo(Duration.ofMinutes(60).plusSeconds(30));
    assertThat(TriggerJson.read(TriggerJson.write(spec))).isEqualTo(spec);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'name':'A','kind':'scheduled','schedule':{'every':'PT10S','start_at':'2026-01-01T00:00:00Z'},"
            + "'action':{'type':'log'}}",
        "{'name':'B','kind':'scheduled','schedule':{'cron':'0 9 * * *','timezone':'Europe/Berlin',"
            + "'dst':{'gap':'skip','overlap':'both'},'end_at':'2027-01-01T00:00:00.123456Z'},"
            + "'action':{'type':'sleep','duration':'PT0.5S'},'misfire':'fire_all'}",
        "{'name':'C','kind':'scheduled','schedule':{'at':'2026-01-01T00:00:00+02:00'},"
            + "'action':{'type':'counter','counter':'c','by':-3},'payload':{'x':[1.50,null]}}",
        "{'name':'D','kind':'api','json_schema':false,'enabled':false,'overlap':'queue',"
            + "'retry':{'max_attempts':1,'initial':'PT0.1S','max':'P1D','multiplier':1.5},"
            + "'action':{'type':'http','method':'PUT','url':'https://example.com/',"
            + "'headers':{'X-A':'b, c'}},'labels':{'team':'x','env/stage':''},'timeout':'PT15M'}"
      })
  void whatIsWrittenReadsAsTheSame(String text) {
    TriggerSpec spec = read(text);
    JsonNode written = TriggerJson.write(spec);
    ContractValidator.requireValid(SCHEMA, written);
    assertThat(TriggerJson.read(written)).isEqualTo(spec);
    assertThat(TriggerJson.read(ExactJson.parse(written.toString()))).isEqualTo(spec);
  }

  @Test
  void instantsAreTakenWithAnyOffsetAndKeptToTheMicrosecond() {
    TriggerSpec spec = scheduled("'schedule':{'at':'2026-01-01T02:00:00.1234567+02:00'}");
    assertThat(spec.schedule().orElseThrow().at())
        .hasValue(Instant.parse("2026-01-01T00:00:00.123456Z"));
  }

  @Test
  void noDigitOfAPayloadIsLost() {
    String payload = "{\"n\":12345678901234567890.12345678901234567890,\"z\":1.0,\"big\":1E+400}";
    TriggerSpec spec =
        read("{'name':'N','kind':'api','action':{'type':'log'},'payload':" + payload + "}");
    assertThat(spec.payload()).hasValue(payload);
    assertThat(TriggerJson.write(spec).path("payload")).hasToString(payload);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      textBlock =
          """
          /schedule          | {'name':'N','kind':'scheduled','action':{'type':'log'}}
          /schedule          | {'name':'N','kind':'api','schedule':{'every':'PT1S'},'action':{'type':'log'}}
          /json_schema       | {'name':'N','kind':'scheduled','schedule':{'every':'PT1S'},'json_schema':{},'action':{'type':'log'}}
          /schedule/every    | {'name':'N','kind':'scheduled','schedule':{'every':'PT-5S'},'action':{'type':'log'}}
          /schedule/every    | {'name':'N','kind':'scheduled','schedule':{'every':'P1M'},'action':{'type':'log'}}
          /schedule/every    | {'name':'N','kind':'scheduled','schedule':{'every':'PT9999999999999999999S'},'action':{'type':'log'}}
          /schedule/in       | {'name':'N','kind':'scheduled','schedule':{'in':'PT9223372036854775807S'},'action':{'type':'log'}}
          /schedule/at       | {'name':'N','kind':'scheduled','schedule':{'at':'2026-02-30T00:00:00Z'},'action':{'type':'log'}}
          /schedule/at       | {'name':'N','kind':'scheduled','schedule':{'at':'tomorrow'},'action':{'type':'log'}}
          /schedule/at       | {'name':'N','kind':'scheduled','schedule':{'at':'+10000-01-01T00:00:00Z'},'action':{'type':'log'}}
          /schedule/at       | {'name':'N','kind':'scheduled','schedule':{'at':7},'action':{'type':'log'}}
          /schedule/dst      | {'name':'N','kind':'scheduled','schedule':{'every':'PT1S','dst':{}},'action':{'type':'log'}}
          /schedule/tz       | {'name':'N','kind':'scheduled','schedule':{'every':'PT1S','tz':'x'},'action':{'type':'log'}}
          /action/url        | {'name':'N','kind':'api','action':{'type':'log','url':'https://example.com'}}
          /action/duration   | {'name':'N','kind':'api','action':{'type':'sleep','duration':'PT0S'}}
          /action/duration   | {'name':'N','kind':'api','action':{'type':'sleep','duration':'PT1H0.1S'}}
          /action/by         | {'name':'N','kind':'api','action':{'type':'counter','by':9007199254740993}}
          /action/by         | {'name':'N','kind':'api','action':{'type':'counter','by':1e400}}
          /action/by         | {'name':'N','kind':'api','action':{'type':'counter','by':1e999999999}}
          /action/by         | {'name':'N','kind':'api','action':{'type':'counter','by':0.5}}
          /action/counter    | {'name':'N','kind':'api','action':{'type':'counter','counter':'../x'}}
          /action/headers/a b | {'name':'N','kind':'api','action':{'type':'http','headers':{'a b':'c'}}}
          /action/headers/a  | {'name':'N','kind':'api','action':{'type':'http','headers':{'a':'x\\r\\ny: z'}}}
          /action/headers/a  | {'name':'N','kind':'api','action':{'type':'http','headers':{'A':'1','a':'2'}}}
          /timeout           | {'name':'N','kind':'api','action':{'type':'log'},'timeout':'PT0.09S'}
          /timeout           | {'name':'N','kind':'api','action':{'type':'log'},'timeout':'PT16M'}
          /timeout           | {'name':'N','kind':'api','action':{'type':'sleep','duration':'PT1M'},'timeout':'PT1M'}
          /retry/max_attempts | {'name':'N','kind':'api','action':{'type':'log'},'retry':{'max_attempts':51}}
          /retry/max_attempts | {'name':'N','kind':'api','action':{'type':'log'},'retry':{'max_attempts':99999999999999999999}}
          /retry/multiplier  | {'name':'N','kind':'api','action':{'type':'log'},'retry':{'multiplier':1e300}}
          /retry/initial     | {'name':'N','kind':'api','action':{'type':'log'},'retry':{'initial':'PT0.01S'}}
          /retry/max         | {'name':'N','kind':'api','action':{'type':'log'},'retry':{'max':'P2D'}}
          /retry/max         | {'name':'N','kind':'api','action':{'type':'log'},'retry':{'initial':'PT3S','max':'PT2S'}}
          /labels/a:b        | {'name':'N','kind':'api','action':{'type':'log'},'labels':{'a:b':'c'}}
          /name              | {'name':' ','kind':'api','action':{'type':'log'}}
          /name              | {'name':'a\\u0000b','kind':'api','action':{'type':'log'}}
          /nmae              | {'name':'N','nmae':'N','kind':'api','action':{'type':'log'}}
          /enabled           | {'name':'N','kind':'api','action':{'type':'log'},'enabled':'yes'}
          """)
  void whatMakesNoSenseIsPointedAt(String pointer, String text) {
    assertThat(errors(text)).extracting(FieldError::pointer).containsExactly(pointer);
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    assertThat(
            errors(
                "{'name':'N','kind':'api','schedule':{'every':'x'},'timeout':'PT0S',"
                    + "'action':{'type':'log','by':2}}"))
        .extracting(FieldError::pointer)
        .containsExactlyInAnyOrder("/schedule", "/schedule/every", "/timeout", "/action/by");
  }

  @Test
  void whatIsTooLargeIsRefused() {
    String large = "'" + "x".repeat(262_144) + "'";
    assertThat(errors("{'name':'N','kind':'api','action':{'type':'log'},'payload':" + large + "}"))
        .extracting(FieldError::pointer)
        .containsExactly("/payload");
    String headers =
        IntStream.range(0, 9)
            .mapToObj(i -> "'h" + i + "':'" + "x".repeat(1_000) + "'")
            .collect(Collectors.joining(","));
    assertThat(
            errors(
                "{'name':'N','kind':'api','action':{'type':'http','headers':{" + headers + "}}}"))
        .extracting(FieldError::pointer)
        .containsExactly("/action/headers");
  }

  @Test
  void aTestRunNeedsNoSchedule() {
    JsonNode json = json("{'name':'N','kind':'scheduled','action':{'type':'log'}}");
    assertThat(TriggerJson.readForTestRun(json).schedule()).isEmpty();
  }

  @Test
  void theSampleTriggersAreValid() throws IOException {
    byte[] samples = Files.readAllBytes(Path.of("sample-data/triggers.json"));
    JsonNode rows = ExactJson.parse(Buffer.buffer(samples));
    assertThat(rows.size()).isBetween(5, 8);
    for (JsonNode row : rows) {
      ContractValidator.requireValid(SCHEMA, row);
      TriggerSpec spec = TriggerJson.read(row);
      assertThat(spec.enabled() && spec.action().type() == ActionSpec.Type.HTTP)
          .as(spec.name() + " calls nobody")
          .isFalse();
    }
  }

  private static ActionSpec action(String action) {
    return read("{'name':'N','kind':'api','action':" + action + "}").action();
  }

  private static TriggerSpec scheduled(String schedule) {
    return read("{'name':'N','kind':'scheduled'," + schedule + ",'action':{'type':'log'}}");
  }

  private static TriggerSpec read(String text) {
    JsonNode json = json(text);
    ContractValidator.requireValid(SCHEMA, json);
    return TriggerJson.read(json);
  }

  private static JsonNode json(String text) {
    return ExactJson.parse(Buffer.buffer(text.replace('\'', '"')));
  }

  private static List<FieldError> errors(String text) {
    return catchThrowableOfType(ProblemException.class, () -> read(text)).problem().errors();
  }
}

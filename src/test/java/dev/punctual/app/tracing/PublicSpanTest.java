package dev.punctual.app.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.trace.TestSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PublicSpanTest {

  @Test
  void aWebhookIsNamedByItsRouteAndItsPathIsDropped() {
    SpanData span =
        seen(
            SpanKind.SERVER,
            "POST",
            "http.request.method",
            "POST",
            "http.url",
            "http://127.0.0.1/hooks/t0ken",
            "url.path",
            "/hooks/t0ken",
            "http.route",
            "/hooks/{token}",
            "http.response.status_code",
            "202");
    assertThat(span.getName()).isEqualTo("POST /hooks/{token}");
    assertThat(span.getAttributes())
        .isEqualTo(
            Attributes.builder()
                .put("http.request.method", "POST")
                .put("http.route", "/hooks/{token}")
                .put("http.response.status_code", 202)
                .build());
    assertThat(span.getTotalAttributeCount()).isEqualTo(3);
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  void ofAnEndpointOnlyTheHostIsTold() {
    SpanData span =
        seen(
            SpanKind.CLIENT,
            "PUT",
            "http.request.method",
            "PUT",
            "url.full",
            "https://user:pass@hooks.example.com/services/s3cret?key=k3y",
            "http.response.status_code",
            "404");
    assertThat(span.getName()).isEqualTo("PUT");
    assertThat(span.getAttributes().get(AttributeKey.stringKey("server.address")))
        .isEqualTo("hooks.example.com");
    assertThat(span.getAttributes().toString()).doesNotContain("user", "pass", "s3cret", "k3y");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  void anAddressThatCannotBeReadIsDropped() {
    SpanData span = seen(SpanKind.CLIENT, "GET", "url.full", "http://[s3cret");
    assertThat(span.getAttributes().isEmpty()).isTrue();
  }

  @Test
  void aMethodThatAClientInventedIsNotRepeated() {
    SpanData span = seen(SpanKind.SERVER, "S3CRET", "http.request.method", "S3CRET");
    assertThat(span.getName()).isEqualTo("_OTHER");
    assertThat(span.getAttributes().toString()).doesNotContain("S3CRET");
  }

  @Test
  void aFailureIsToldByItsTypeAlone() {
    SpanData failed =
        new PublicSpan(
            span(SpanKind.CLIENT, "Query", Attributes.empty())
                .setStatus(StatusData.create(StatusCode.ERROR, "Key (email)=(ada@example.com)"))
                .setEvents(
                    List.of(
                        EventData.create(
                            0,
                            "exception",
                            Attributes.builder()
                                .put("exception.type", "io.vertx.pgclient.PgException")
                                .put("exception.message", "Key (email)=(ada@example.com)")
                                .build())))
                .build());
    assertThat(failed.getEvents()).isEmpty();
    assertThat(failed.getStatus()).isEqualTo(StatusData.error());
    assertThat(failed.getAttributes().toString())
        .contains("error.type", "PgException")
        .doesNotContain("ada@example.com");
  }

  @Test
  void aServersRefusalIsNoFailureOfItsOwn() {
    assertThat(seen(SpanKind.SERVER, "GET", "http.response.status_code", "404").getStatus())
        .isEqualTo(StatusData.unset());
    assertThat(seen(SpanKind.SERVER, "GET", "http.response.status_code", "503").getStatus())
        .isEqualTo(StatusData.error());
    assertThat(seen(SpanKind.CONSUMER, "fire", "punctual.outcome", "failure").getStatus())
        .isEqualTo(StatusData.error());
  }

  private static SpanData seen(SpanKind kind, String name, String... attributes) {
    var builder = Attributes.builder();
    for (List<String> pair : pairs(attributes)) {
      builder.put(pair.get(0), pair.get(1));
    }
    return new PublicSpan(span(kind, name, builder.build()).build());
  }

  private static List<List<String>> pairs(String... texts) {
    List<String> all = Arrays.asList(texts);
    return IntStream.range(0, texts.length / 2)
        .mapToObj(i -> all.subList(2 * i, 2 * i + 2))
        .toList();
  }

  private static TestSpanData.Builder span(SpanKind kind, String name, Attributes attributes) {
    return TestSpanData.builder()
        .setName(name)
        .setKind(kind)
        .setAttributes(attributes)
        .setStatus(StatusData.unset())
        .setStartEpochNanos(0)
        .setEndEpochNanos(1)
        .setHasEnded(true);
  }
}

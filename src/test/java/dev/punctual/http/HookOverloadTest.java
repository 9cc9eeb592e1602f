package dev.punctual.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import dev.punctual.testkit.Futures;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HookOverloadTest {
  private static final int ROOM = 2_000;
  private static final String HOOK = "/hooks/token";

  private final FakeTriggerService service =
      new FakeTriggerService(Map.of("PUNCTUAL_HTTP_RATE_LIMIT", "1000000"));
  private final Api api = service.api();
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client =
      vertx.createHttpClient(
          new HttpClientOptions()
              .setProtocolVersion(HttpVersion.HTTP_2)
              .setHttp2ClearTextUpgrade(false),
          new PoolOptions().setHttp2MaxSize(ROOM));

  @AfterEach
  void stop() {
    Futures.await(vertx.close());
    service.close();
  }

  @Test
  void aWebhookTooManyIsRefusedBeforeItReachesTheService() {
    Promise<Void> stored = Promise.promise();
    service.webhooksWaitFor = stored.future();
    var underWay = Future.all(Stream.generate(this::post).limit(ROOM).toList());
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> service.webhooks.get() == ROOM);
    Answer refused = api.post(HOOK, "{}");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.field("code")).isEqualTo("overloaded");
    assertThat(refused.field("instance")).isEqualTo("/hooks/{token}");
    assertThat(refused.field("request_id")).isEqualTo(refused.header("X-Request-Id")).isNotEmpty();
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    assertThat(service.webhooks).hasValue(ROOM);
    stored.complete();
    assertThat(Futures.await(underWay).list()).containsOnly(202);
    assertThat(api.post(HOOK, "{}").status()).isEqualTo(202);
    assertThat(service.metrics())
        .contains("route=\"/hooks/{token}\",status=\"503\"")
        .contains("route=\"/hooks/{token}\",status=\"202\"");
  }

  private Future<Integer> post() {
    URI server = api.base();
    return client
        .request(HttpMethod.POST, server.getPort(), server.getHost(), HOOK)
        .compose(request -> request.send("{}"))
        .map(HttpClientResponse::statusCode);
  }
}

package dev.punctual.lookup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.punctual.bus.Json;
import dev.punctual.bus.RequestId;
import dev.punctual.config.Config;
import dev.punctual.lookup.api.LookupApi.ActiveMembers;
import dev.punctual.lookup.api.LookupApi.ReadActiveMembers;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import dev.punctual.time.Timers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** One question to the Data Service, asked until it is answered or the tries are used up. */
final class DataServiceClient {
  private static final long MAX_CACHED_IDS = 1_000_000;
  private static final String TENANT = "Punctual-Tenant";
  private static final int CONNECT_TIMEOUT_MILLIS = 2_000;

  private final Vertx vertx;
  private final WebClient client;
  private final Timers timers;
  private final Config.Lookup config;
  private final Supplier<URI> dataService;
  private final String serviceKey;
  private final Cache<ReadActiveMembers, Confirmed> answers =
      Caffeine.newBuilder()
          .maximumWeight(MAX_CACHED_IDS)
          .weigher(
              (ReadActiveMembers query, Confirmed answer) -> 1 + answer.members().staffIds().size())
          .build();

  DataServiceClient(
      Vertx vertx,
      Timers timers,
      Config.Lookup config,
      Supplier<URI> dataService,
      String serviceKey) {
    this.vertx = vertx;
    this.timers = timers;
    this.config = config;
    this.dataService = dataService;
    this.serviceKey = serviceKey;
    this.client =
        WebClient.create(
            vertx,
            new WebClientOptions()
                .setFollowRedirects(false)
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setDecompressionSupported(true)
                .setUserAgent("punctual-lookup"));
  }

  /** An answer that holds as long as the Data Service says that its tag is current. */
  private record Confirmed(String tag, ActiveMembers members) {}

  /** Fails with {@code data_service_unavailable} when every try has failed. */
  Future<ActiveMembers> ask(ReadActiveMembers query) {
    return attempt(query, 0);
  }

  private Future<ActiveMembers> attempt(ReadActiveMembers query, int retry) {
    return askOnce(query)
        .recover(
            failure ->
                isWorthRetrying(failure) && retry < config.retries()
                    ? pause(retry).compose(slept -> attempt(query, retry + 1))
                    : Future.failedFuture(failure));
  }

  private static boolean isWorthRetrying(Throwable failure) {
    return failure instanceof ProblemException problem
        && problem.type() == ProblemType.DATA_SERVICE_UNAVAILABLE;
  }

  /** Doubles each time, and takes between half and all of it, so that askers spread. */
  private Future<Void> pause(int retry) {
    long most = config.retryPause().toMillis() << Math.min(retry, 10);
    long millis = most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1);
    Promise<Void> slept = Promise.promise();
    timers.once(Duration.ofMillis(millis), slept::complete);
    return slept.future();
  }

  private Future<ActiveMembers> askOnce(ReadActiveMembers query) {
    URI base = dataService.get();
    Optional<Confirmed> known = Optional.ofNullable(answers.getIfPresent(query));
    HttpRequest<Buffer> request =
        client
            .getAbs(base + "/api/v1/groups/" + query.groupId() + "/resolved-members")
            .addQueryParam("status", "ACTIVE")
            .timeout(config.timeout().toMillis())
            .bearerTokenAuthentication(serviceKey)
            .putHeader(TENANT, query.tenant())
            .putHeader("Accept-Encoding", "gzip");
    known.ifPresent(answer -> request.putHeader("If-None-Match", answer.tag()));
    RequestId.current().ifPresent(id -> request.putHeader("X-Request-Id", id));
    return request
        .send()
        .recover(failure -> Future.failedFuture(unavailable(base, reason(failure))))
        .compose(response -> understand(query, base, known, response));
  }

  private Future<ActiveMembers> understand(
      ReadActiveMembers query, URI base, Optional<Confirmed> known, HttpResponse<Buffer> response) {
    int status = response.statusCode();
    if (status >= 500 || status == 429) {
      return Future.failedFuture(unavailable(base, "it answered " + status));
    }
    if (status == 404) {
      answers.invalidate(query);
      return Future.failedFuture(
          ProblemType.NOT_FOUND.because("There is no group " + query.groupId() + "."));
    }
    if (!query.tenant().equals(response.getHeader(TENANT))) {
      return Future.failedFuture(
          faulty(base, "it does not know this service's http.service_key (status " + status + ")"));
    }
    if (status == 304 && known.isPresent()) {
      return Future.succeededFuture(known.get().members());
    }
    if (status != 200) {
      return Future.failedFuture(faulty(base, "it answered " + status));
    }
    return vertx
        .executeBlocking(() -> parse(base, response.bodyAsBuffer()), false)
        .onSuccess(
            members ->
                Optional.ofNullable(response.getHeader("ETag"))
                    .ifPresent(tag -> answers.put(query, new Confirmed(tag, members))));
  }

  private static ActiveMembers parse(URI base, Buffer body) {
    try {
      JsonNode data = Json.MAPPER.readTree(body.getBytes()).path("data");
      if (!data.isArray()) {
        throw faulty(base, "its answer has no list of people");
      }
      List<String> ids = new ArrayList<>(data.size());
      for (JsonNode member : data) {
        if (!member.path("id").isTextual() || !member.path("status").isTextual()) {
          throw faulty(base, "its answer holds a person without id or status");
        }
        if (member.path("status").asText().equals("ACTIVE")) {
          ids.add(member.path("id").asText());
        }
      }
      return new ActiveMembers(ids);
    } catch (JsonProcessingException e) {
      throw faulty(base, "its answer is not JSON");
    } catch (IOException e) {
      throw faulty(base, "its answer cannot be read");
    }
  }

  private static String reason(Throwable failure) {
    return Optional.ofNullable(failure.getMessage()).orElse(failure.getClass().getSimpleName());
  }

  private static ProblemException unavailable(URI base, String reason) {
    return ProblemType.DATA_SERVICE_UNAVAILABLE.because(
        "The Data Service at %s does not serve: %s.".formatted(base, reason));
  }

  private static ProblemException faulty(URI base, String reason) {
    return ProblemType.DATA_SERVICE_FAULTY.because(
        "The Data Service at %s cannot be understood: %s.".formatted(base, reason));
  }
}

package dev.punctual.trigger.runner;

import dev.punctual.config.Config;
import dev.punctual.time.Timers;
import dev.punctual.trigger.api.RunnerApi.AttemptResult;
import dev.punctual.trigger.api.RunnerApi.RunAttempt;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/** Calls an endpoint, once. */
final class HttpAction {
  private static final int KEEP_ALIVE_SECONDS = 20;
  private static final int MAX_HEADER_SIZE = 32_768;
  private static final int SUCCESS_CLASS = 2;

  private final Tools tools;

  HttpAction(Tools tools) {
    this.tools = tools;
  }

  /** What calls are made with. */
  record Tools(
      HttpClient client,
      OutboundGuard guard,
      HostLimiter hosts,
      Clock clock,
      Timers timers,
      MeterRegistry meters,
      int responseLimit) {}

  /**
   * How connections are made. There is no idle timeout: a call ends at its own timeout, and a
   * connection without one is kept for the keep-alive time. Decompression is left to {@link
   * Excerpt}, which inflates no more than it shows.
   */
  static HttpClientOptions clientOptions(Config.Trigger.Outbound config) {
    int connectMillis = Math.toIntExact(config.connectTimeout().toMillis());
    return new HttpClientOptions()
        .setConnectTimeout(connectMillis)
        .setSslHandshakeTimeout(connectMillis)
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
        .setMaxHeaderSize(MAX_HEADER_SIZE);
  }

  static HttpClient client(Vertx vertx, HttpClientOptions options, int connectionsPerHost) {
    return vertx
        .httpClientBuilder()
        .with(options)
        .with(new PoolOptions().setHttp1MaxSize(connectionsPerHost))
        // The call hears of what goes wrong; without a handler an endpoint could fill the log.
        .withConnectHandler(connection -> connection.exceptionHandler(failure -> {}))
        .build();
  }

  Future<AttemptResult> run(RunAttempt attempt) {
    long begin = System.nanoTime();
    return call(attempt)
        .onSuccess(answer -> record(label(answer), begin))
        .map(answer -> Verdict.on(answer, tools.clock().instant()))
        .recover(
            cause -> {
              if (!(cause instanceof CallFailure failure)) {
                return Future.failedFuture(cause);
              }
              record(failure.reason().label(), begin);
              return Future.succeededFuture(Verdict.on(failure));
            });
  }

  private Future<Answer> call(RunAttempt attempt) {
    try {
      return new HttpCall(tools, attempt).start();
    } catch (CallFailure nothingToCall) {
      return Future.failedFuture(nothingToCall);
    }
  }

  private static String label(Answer answer) {
    int statusClass = answer.status() / 100;
    return statusClass == SUCCESS_CLASS ? "success" : "status_%dxx".formatted(statusClass);
  }

  private void record(String outcome, long begin) {
    Timer.builder("punctual_trigger_outbound")
        .description("Time of one call to an endpoint, waiting for its turn included")
        .tag("outcome", outcome)
        .register(tools.meters())
        .record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
  }
}

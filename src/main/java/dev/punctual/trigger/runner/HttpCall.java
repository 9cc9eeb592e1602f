package dev.punctual.trigger.runner;

import dev.punctual.time.Timers.Timer;
import dev.punctual.trigger.api.RunnerApi.RunAttempt;
import dev.punctual.trigger.domain.Endpoint;
import dev.punctual.trigger.runner.CallFailure.Reason;
import dev.punctual.trigger.runner.HostLimiter.Ticket;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One call under way, on the context that it was asked for on. It ends once, with an answer or a
 * {@link CallFailure}, at its timeout at the latest, and then lets go of all that it holds.
 */
final class HttpCall {
  private static final Set<HttpMethod> WITH_BODY =
      Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);

  private final HttpAction.Tools tools;
  private final Context context;
  private final RunAttempt attempt;
  private final HttpMethod method;
  private final Target target;
  private final byte[] body;
  private final Promise<Answer> end = Promise.promise();
  private Optional<Ticket> ticket = Optional.empty();
  private Optional<HttpClientRequest> exchange = Optional.empty();
  private long sentAt;
  private String phase = "waiting for its turn";

  /** Throws a {@link CallFailure} if there is nothing to call. */
  HttpCall(HttpAction.Tools tools, RunAttempt attempt) {
    this.tools = tools;
    this.context = Vertx.currentContext();
    this.attempt = attempt;
    this.method = method(attempt.action().method().orElse("GET"));
    this.target = Target.of(attempt.action().url().orElse(""));
    this.body =
        attempt
            .payload()
            .filter(payload -> WITH_BODY.contains(method))
            .map(payload -> payload.getBytes(StandardCharsets.UTF_8))
            .orElseGet(() -> new byte[0]);
  }

  Future<Answer> start() {
    Timer timeout = tools.timers().once(attempt.timeout(), this::expire);
    takeTurn()
        .compose(turn -> resolve())
        .compose(this::connect)
        .compose(this::send)
        .compose(this::read)
        .onSuccess(end::tryComplete)
        .onFailure(end::tryFail);
    return end.future()
        .onComplete(
            ended -> {
              timeout.cancel();
              ticket.ifPresent(Ticket::leave);
            });
  }

  private Future<Void> takeTurn() {
    Promise<Void> turn = Promise.promise();
    ticket =
        tools
            .hosts()
            .enter(target.endpoint(), () -> context.runOnContext(here -> turn.tryComplete()));
    if (ticket.isEmpty()) {
      turn.fail(new CallFailure(Reason.BUSY, "too many calls to this host are waiting"));
    }
    return turn.future();
  }

  private Future<InetAddress> resolve() {
    if (hasEnded()) {
      return tooLate();
    }
    phase = "looking up the host";
    Promise<InetAddress> address = Promise.promise();
    tools
        .guard()
        .addressOf(target.host(), attempt.attempt())
        .onComplete(found -> context.runOnContext(here -> address.handle(found)));
    return address.future();
  }

  private Future<HttpClientRequest> connect(InetAddress address) {
    if (hasEnded()) {
      return tooLate();
    }
    phase = "connecting";
    RequestOptions options =
        new RequestOptions()
            .setMethod(method)
            .setServer(SocketAddress.inetSocketAddress(target.port(), address.getHostAddress()))
            .setSsl(target.ssl())
            .setHost(target.host())
            .setPort(target.port())
            .setURI(target.path())
            .setHeaders(CallHeaders.of(attempt, target, body, tools.clock().instant()))
            .setFollowRedirects(false)
            .setConnectTimeout(attempt.timeout().toMillis());
    return tools
        .client()
        .request(options)
        .recover(cause -> Future.failedFuture(CallFailure.connecting(target.host(), cause)));
  }

  private Future<HttpClientResponse> send(HttpClientRequest request) {
    exchange = Optional.of(request);
    if (hasEnded()) {
      abandon();
      return tooLate();
    }
    phase = "waiting for the answer";
    sentAt = System.nanoTime();
    Future<HttpClientResponse> response =
        WITH_BODY.contains(method) ? request.send(Buffer.buffer(body)) : request.send();
    return response.recover(cause -> Future.failedFuture(CallFailure.broken(target.host())));
  }

  private Future<Answer> read(HttpClientResponse response) {
    phase = "reading the answer";
    return AnswerBody.read(response, tools.responseLimit())
        .recover(cause -> Future.failedFuture(CallFailure.broken(target.host())))
        .map(
            read -> {
              if (!read.whole()) {
                abandon();
              }
              return answer(response, read);
            });
  }

  private Answer answer(HttpClientResponse response, AnswerBody read) {
    String encoding = Optional.ofNullable(response.getHeader("Content-Encoding")).orElse("");
    return new Answer(
        response.statusCode(),
        Duration.ofNanos(System.nanoTime() - sentAt),
        Excerpt.of(read.bytes().getBytes(), read.whole(), encoding),
        Optional.ofNullable(response.getHeader("Retry-After")));
  }

  private void expire() {
    end.tryFail(
        new CallFailure(
            Reason.TIMEOUT,
            "timed out after %s s while %s".formatted(seconds(attempt.timeout()), phase)));
    abandon();
  }

  private boolean hasEnded() {
    return end.future().isComplete();
  }

  /** What a step hears that comes after the end; nobody listens any more. */
  private static <T> Future<T> tooLate() {
    return Future.failedFuture(new CallFailure(Reason.TIMEOUT, "the call has ended"));
  }

  /** Gives the connection back if nothing was sent, and closes it otherwise. */
  private void abandon() {
    exchange.ifPresent(HttpClientRequest::reset);
  }

  private static HttpMethod method(String name) {
    String upperCase = name.toUpperCase(Locale.ROOT);
    if (!Endpoint.METHODS.contains(upperCase)) {
      throw new CallFailure(Reason.INVALID, "the method is none of those that can be called");
    }
    return HttpMethod.valueOf(upperCase);
  }

  private static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString();
  }
}

package dev.punctual.http;

import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemType;
import dev.punctual.time.Timers;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/**
 * Answers what cannot be read as HTTP, and ends its connection. That takes a moment: a client that
 * is still sending when it is cut might lose the answer.
 */
final class InvalidRequests implements Handler<HttpServerRequest> {
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final Timers timers;

  InvalidRequests(Timers timers) {
    this.timers = timers;
  }

  @Override
  public void handle(HttpServerRequest request) {
    ProblemHandler.answer(problemOf(request.decoderResult().cause()), ProblemHandler.NOWHERE)
        .with("Connection", "close")
        .writeTo(request)
        .onComplete(written -> timers.once(LINGER, () -> request.connection().close()));
  }

  private static Problem problemOf(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return new Problem(ProblemType.URI_TOO_LONG, "The request line is too long.");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return new Problem(ProblemType.HEADERS_TOO_LARGE, "The headers are too large.");
    }
    return new Problem(ProblemType.BAD_REQUEST, "The request is not well-formed HTTP.");
  }
}

package dev.punctual.http;

import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Reads a body into memory, as far as its limit and its time allow. */
final class BodyReader {
  private BodyReader() {}

  static Future<Buffer> read(HttpServerRequest request, int limit, Duration timeout) {
    if (declaredLength(request).orElse(0L) > limit) {
      return Future.failedFuture(tooLarge(limit));
    }
    if (request.response().closed()) {
      return Future.failedFuture(late());
    }
    if (request.getHeader("Content-Encoding") != null) {
      return Future.failedFuture(
          ProblemType.UNSUPPORTED_MEDIA_TYPE.because("Bodies are taken uncompressed only."));
    }
    Promise<Buffer> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    request.handler(
        chunk -> {
          if (body.length() + chunk.length() > limit) {
            request.handler(ignored -> {});
            whole.tryFail(tooLarge(limit));
          } else {
            body.appendBuffer(chunk);
          }
        });
    request.exceptionHandler(whole::tryFail);
    request.endHandler(end -> whole.tryComplete(body));
    return whole
        .future()
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .recover(
            failure -> Future.failedFuture(failure instanceof ProblemException ? failure : late()));
  }

  private static ProblemException late() {
    return ProblemType.REQUEST_TIMEOUT.because("The body did not arrive in time.");
  }

  static Optional<Long> declaredLength(HttpServerRequest request) {
    try {
      return Optional.ofNullable(request.getHeader("Content-Length")).map(Long::parseLong);
    } catch (NumberFormatException e) {
      throw ProblemType.HEADER_INVALID.because("Content-Length is no number.");
    }
  }

  private static ProblemException tooLarge(int limit) {
    return ProblemType.PAYLOAD_TOO_LARGE.because("At most " + limit + " bytes are taken here.");
  }
}

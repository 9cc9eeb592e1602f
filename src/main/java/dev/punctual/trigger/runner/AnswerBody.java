package dev.punctual.trigger.runner;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/**
 * What was read of an answer's body.
 *
 * @param bytes as they came, perhaps compressed
 * @param whole whether that is all; otherwise more is on its way, and nobody will read it
 */
record AnswerBody(Buffer bytes, boolean whole) {

  /** Reads up to {@code limit} bytes. To be called as soon as the response is there. */
  static Future<AnswerBody> read(HttpClientResponse response, int limit) {
    Promise<AnswerBody> done = Promise.promise();
    Buffer bytes = Buffer.buffer();
    response
        .handler(
            part -> {
              int room = limit - bytes.length();
              if (part.length() > room) {
                bytes.appendBuffer(part, 0, room);
                done.tryComplete(new AnswerBody(bytes, false));
              } else {
                bytes.appendBuffer(part);
              }
            })
        .exceptionHandler(done::tryFail)
        .endHandler(end -> done.tryComplete(new AnswerBody(bytes, true)));
    return done.future();
  }
}

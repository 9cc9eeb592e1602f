package dev.punctual.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.punctual.bus.Json;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What a handler answers.
 *
 * @param writer writes the body and ends the response
 * @param buffered the body, if it is known as a whole (streams are not)
 */
record ApiResponse(
    int status,
    Map<String, String> headers,
    Buffer buffered,
    Function<HttpServerResponse, Future<Void>> writer) {

  private static final String CONTENT_TYPE = "Content-Type";

  static ApiResponse json(int status, Object value) {
    try {
      Buffer body = Buffer.buffer(Json.MAPPER.writeValueAsBytes(value));
      return buffered(status, Map.of(CONTENT_TYPE, "application/json"), body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer is always writable", e);
    }
  }

  static ApiResponse text(String contentType, String body) {
    return buffered(200, Map.of(CONTENT_TYPE, contentType), Buffer.buffer(body));
  }

  static ApiResponse noContent() {
    return buffered(204, Map.of(), Buffer.buffer());
  }

  static ApiResponse notModified() {
    return buffered(304, Map.of(), Buffer.buffer());
  }

  /** An answer that is written piece by piece, as fast as the client reads. */
  static ApiResponse stream(String contentType, Function<HttpServerResponse, Future<Void>> writer) {
    return new ApiResponse(200, Map.of(CONTENT_TYPE, contentType), Buffer.buffer(), writer);
  }

  static ApiResponse buffered(int status, Map<String, String> headers, Buffer body) {
    return new ApiResponse(status, headers, body, response -> response.end(body));
  }

  ApiResponse with(String header, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(header, value);
    return new ApiResponse(status, Map.copyOf(more), buffered, writer);
  }

  /** HEAD is answered with all but the body. */
  Future<Void> writeTo(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    response.setStatusCode(status);
    headers.forEach(response::putHeader);
    if (!request.method().equals(HttpMethod.HEAD)) {
      return writer.apply(response);
    }
    if (buffered.length() > 0) {
      response.putHeader("Content-Length", String.valueOf(buffered.length()));
    }
    return response.end();
  }
}

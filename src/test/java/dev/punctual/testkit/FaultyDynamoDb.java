package dev.punctual.testkit;

import static dev.punctual.testkit.Futures.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.function.Function;

/** A way to DynamoDB on which things go wrong as they do on the real one. */
public final class FaultyDynamoDb implements AutoCloseable {
  private static final String THROTTLED =
      """
      {"__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
       "message": "too much"}""";

  private final HttpClient client;
  private final int port;
  private volatile Function<String, Fault> faults = operation -> Fault.NONE;

  /** What becomes of a request. */
  public enum Fault {
    NONE,
    /** It is refused for its rate, and nothing is done. */
    THROTTLED,
    /** The connection breaks before the request arrives. */
    REQUEST_LOST,
    /** The request is carried out, and the connection breaks. */
    ANSWER_LOST,
    /** Of a batch of writes the second half is left out. */
    LEFT_OUT
  }

  private FaultyDynamoDb(Vertx vertx) {
    client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(TestDynamoDb.endpoint().getPort()));
    port =
        await(
                vertx
                    .createHttpServer()
                    .requestHandler(
                        request -> request.body().onSuccess(body -> pass(request, body)))
                    .listen(0, "127.0.0.1"))
            .actualPort();
  }

  public static FaultyDynamoDb start(Vertx vertx) {
    return new FaultyDynamoDb(vertx);
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Decides from the name of its operation what becomes of each request from now on. */
  public void faults(Function<String, Fault> decision) {
    faults = decision;
  }

  public void heal() {
    faults = operation -> Fault.NONE;
  }

  private void pass(HttpServerRequest request, Buffer body) {
    String target = String.valueOf(request.getHeader("X-Amz-Target"));
    String operation = target.substring(target.indexOf('.') + 1);
    switch (faults.apply(operation)) {
      case NONE -> forward(request, body).onSuccess(answer -> answer(request, answer));
      case THROTTLED -> request.response().setStatusCode(400).end(THROTTLED);
      case REQUEST_LOST -> request.connection().close();
      case ANSWER_LOST -> forward(request, body).onSuccess(answer -> request.connection().close());
      case LEFT_OUT -> leaveOut(request, body.toJsonObject());
    }
  }

  private void leaveOut(HttpServerRequest request, JsonObject body) {
    JsonObject tables = body.getJsonObject("RequestItems");
    String table = tables.fieldNames().iterator().next();
    JsonArray writes = tables.getJsonArray(table);
    int half = writes.size() / 2;
    JsonArray first = new JsonArray(writes.getList().subList(0, half));
    JsonArray second = new JsonArray(writes.getList().subList(half, writes.size()));
    JsonObject unprocessed =
        new JsonObject().put("UnprocessedItems", new JsonObject().put(table, second));
    Future<?> done =
        half == 0
            ? Future.succeededFuture()
            : forward(request, body.put("RequestItems", JsonObject.of(table, first)).toBuffer());
    done.onSuccess(answer -> request.response().end(unprocessed.toBuffer()));
  }

  private record Answer(int status, Buffer body) {}

  private Future<Answer> forward(HttpServerRequest request, Buffer body) {
    RequestOptions options = new RequestOptions().setMethod(HttpMethod.POST).setURI("/");
    request
        .headers()
        .forEach(
            (name, value) -> {
              if (!name.equalsIgnoreCase("Host") && !name.equalsIgnoreCase("Content-Length")) {
                options.addHeader(name, value);
              }
            });
    return client
        .request(options)
        .compose(forwarded -> forwarded.send(body))
        .compose(FaultyDynamoDb::read);
  }

  private static Future<Answer> read(HttpClientResponse response) {
    return response.body().map(body -> new Answer(response.statusCode(), body));
  }

  private static void answer(HttpServerRequest request, Answer answer) {
    request.response().setStatusCode(answer.status()).end(answer.body());
  }

  @Override
  public void close() {
    await(client.close());
  }
}

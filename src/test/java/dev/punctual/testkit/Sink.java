package dev.punctual.testkit;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on this machine whose endpoints remember their calls and answer as they are told. */
public final class Sink implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final Map<String, Endpoint> endpoints = new ConcurrentHashMap<>();
  private final HttpServer server =
      Futures.await(vertx.createHttpServer().requestHandler(this::handle).listen(0, "0.0.0.0"));

  /** What an endpoint does with a call. */
  public interface Answer {
    void to(HttpServerResponse response);
  }

  /** One request. */
  public record Call(String method, MultiMap headers, String body) {
    public String header(String name) {
      return Optional.ofNullable(headers.get(name)).orElse("");
    }

    public String id() {
      return header("webhook-id");
    }
  }

  /** Answers its calls in turn; the last answer goes for all that follow. */
  public static final class Endpoint {
    private final String url;
    private final List<Answer> answers;
    private final List<Call> calls = new CopyOnWriteArrayList<>();

    private Endpoint(String url, List<Answer> answers) {
      this.url = url;
      this.answers = answers;
    }

    public String url() {
      return url;
    }

    public List<Call> calls() {
      return calls;
    }

    private void called(Call call, HttpServerResponse response) {
      calls.add(call);
      answers.get(Math.min(calls.size(), answers.size()) - 1).to(response);
    }
  }

  /** An endpoint of its own for whoever asks. */
  public Endpoint endpoint(Answer... answers) {
    String path = "/" + endpoints.size();
    Endpoint endpoint =
        new Endpoint("http://127.0.0.1:" + server.actualPort() + path, List.of(answers));
    endpoints.put(path, endpoint);
    return endpoint;
  }

  public int port() {
    return server.actualPort();
  }

  public static Answer status(int code) {
    return response -> response.setStatusCode(code).end();
  }

  /** Keeps the caller waiting until something has happened. */
  public static Answer after(Future<?> something, Answer answer) {
    return response -> something.onComplete(happened -> answer.to(response));
  }

  public static Answer silence() {
    return response -> {};
  }

  private void handle(HttpServerRequest request) {
    Endpoint endpoint = endpoints.get(request.path());
    if (endpoint == null) {
      request.response().setStatusCode(404).end();
      return;
    }
    request
        .body()
        .onSuccess(
            body ->
                endpoint.called(
                    new Call(request.method().name(), request.headers(), body.toString()),
                    request.response()));
  }

  @Override
  public void close() {
    Futures.await(vertx.close());
  }
}

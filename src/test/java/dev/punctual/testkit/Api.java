package dev.punctual.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** A client of a server under test, with headers that go along with every request. */
public record Api(URI base, Map<String, String> headers) {
  private static final int OK = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** With HTTP/2 it would drop what is under way as soon as a server announces that it closes. */
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** An answer; {@code json} is a missing node where the body is none. */
  public record Answer(int status, HttpHeaders headers, String text, JsonNode json) {
    public String header(String name) {
      return headers.firstValue(name).orElse("");
    }

    public String field(String name) {
      return json.path(name).asText();
    }
  }

  public Api(URI base) {
    this(base, Map.of());
  }

  /** The same client, sending one more header. */
  public Api with(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new Api(base, more);
  }

  public Answer get(String path) {
    return send("GET", path, "");
  }

  public Answer post(String path, String body) {
    return send("POST", path, body);
  }

  public Answer put(String path, String body) {
    return send("PUT", path, body);
  }

  public Answer patch(String path, String body) {
    return send("PATCH", path, body);
  }

  public Answer delete(String path) {
    return send("DELETE", path, "");
  }

  /** The rows of all pages of a list. */
  public List<JsonNode> all(String path) {
    List<JsonNode> rows = new ArrayList<>();
    String pages = path + (path.contains("?") ? "&" : "?") + "limit=1000";
    String next = pages;
    while (true) {
      Answer page = get(next);
      if (page.status() != OK) {
        throw new AssertionError(next + ": " + page.text());
      }
      page.json().path("data").forEach(rows::add);
      if (!page.json().path("has_more").asBoolean()) {
        return rows;
      }
      next = pages + "&cursor=" + page.field("next_cursor");
    }
  }

  /** Waits until a schedule is finished. */
  public Answer finished(String scheduleId) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> get("/api/v1/schedules/" + scheduleId + "/status"),
            answer -> answer.field("status").matches("COMPLETED|FAILED"));
  }

  public Answer send(String method, String path, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofSeconds(60))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.setHeader("Content-Type", "application/json");
    }
    headers.forEach(request::setHeader);
    try {
      var response = CLIENT.send(request.build(), BodyHandlers.ofString());
      boolean json = response.headers().firstValue("Content-Type").orElse("").contains("json");
      return new Answer(
          response.statusCode(),
          response.headers(),
          response.body(),
          json ? JSON.readTree(response.body()) : MissingNode.getInstance());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

package dev.punctual.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A client of the event stream that collects what it hears until it is closed. */
public final class EventFollower implements AutoCloseable {
  private static final String PATH = "/api/v1/events/stream";
  private static final int OK = 200;

  private final HttpResponse<Stream<String>> response;
  private final Thread reader;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private EventFollower(HttpResponse<Stream<String>> response) {
    this.response = response;
    this.reader = new Thread(this::read, "event-follower");
    reader.setDaemon(true);
    reader.start();
  }

  /** Follows from now on, or after the event that {@code Last-Event-ID} of the client names. */
  public static EventFollower of(Api api) {
    HttpRequest.Builder request = HttpRequest.newBuilder(api.base().resolve(PATH));
    api.headers().forEach(request::setHeader);
    try {
      HttpResponse<Stream<String>> response =
          HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofLines());
      if (response.statusCode() != OK) {
        throw new AssertionError("the stream answers " + response.statusCode());
      }
      return new EventFollower(response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void read() {
    try {
      response.body().forEach(lines::add);
    } catch (UncheckedIOException closed) {
      // Whoever closed it wants no more.
    }
  }

  /** The ids of the events, in the order they came. */
  public List<String> ids() {
    return lines.stream()
        .filter(line -> line.startsWith("id: "))
        .map(line -> line.substring("id: ".length()))
        .toList();
  }

  /** All that came, comments too. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    response.body().close();
  }
}

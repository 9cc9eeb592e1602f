package dev.punctual.trigger.domain;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What happens when a trigger fires.
 *
 * @param method of {@code http}
 * @param url of {@code http}, absolute
 * @param headers of {@code http}, beside those that every call carries
 * @param duration of {@code sleep}
 * @param counter the name of {@code counter}
 * @param by how much {@code counter} adds
 */
public record ActionSpec(
    Type type,
    Optional<String> method,
    Optional<String> url,
    Map<String, String> headers,
    Optional<Duration> duration,
    Optional<String> counter,
    long by) {

  /** The kinds of action. */
  public enum Type {
    HTTP,
    SLEEP,
    COUNTER,
    LOG,
    /** Places a planned call; made by call scheduling only. */
    CALL
  }

  public ActionSpec {
    headers = Map.copyOf(headers);
  }

  public static ActionSpec http(String method, String url, Map<String, String> headers) {
    return new ActionSpec(
        Type.HTTP,
        Optional.of(method),
        Optional.of(url),
        headers,
        Optional.empty(),
        Optional.empty(),
        0);
  }

  public static ActionSpec sleep(Duration duration) {
    return new ActionSpec(
        Type.SLEEP,
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.of(duration),
        Optional.empty(),
        0);
  }

  public static ActionSpec count(String counter, long by) {
    return new ActionSpec(
        Type.COUNTER,
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        Optional.of(counter),
        by);
  }

  public static ActionSpec log() {
    return bare(Type.LOG);
  }

  public static ActionSpec call() {
    return bare(Type.CALL);
  }

  private static ActionSpec bare(Type type) {
    return new ActionSpec(
        type, Optional.empty(), Optional.empty(), Map.of(), Optional.empty(), Optional.empty(), 0);
  }
}

package dev.punctual.app.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A span as it may leave the node: only what is known to hold no secret and nothing of a person. A
 * webhook's path holds its token, an endpoint's address may hold a key, and the message of a
 * failure may repeat anything.
 */
final class PublicSpan extends DelegatingSpanData {
  static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");

  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  private static final AttributeKey<String> STATUS_TEXT =
      AttributeKey.stringKey("http.response.status_code");
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");
  private static final AttributeKey<String> URL = AttributeKey.stringKey("url.full");
  private static final AttributeKey<String> HOST = AttributeKey.stringKey("server.address");
  private static final AttributeKey<String> ADDRESS =
      AttributeKey.stringKey("messaging.destination.name");
  private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("punctual.outcome");
  private static final AttributeKey<String> EXCEPTION = AttributeKey.stringKey("exception.type");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

  private static final String FAILURE = "failure";
  private static final String OWN = "punctual.";
  private static final Set<String> HARMLESS =
      Set.of(
          ROUTE.getKey(),
          ADDRESS.getKey(),
          "url.scheme",
          "messaging.system",
          "messaging.operation.name",
          "db.system",
          "db.namespace",
          "db.operation.name",
          // Statements are constants; what they are about goes along as parameters.
          "db.query.text");

  /** Clients can invent methods. */
  private static final Set<String> METHODS =
      Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");

  private final Attributes attributes;
  private final String name;

  PublicSpan(SpanData span) {
    super(span);
    this.attributes = harmless(span);
    this.name = name(span.getName());
  }

  private static Attributes harmless(SpanData span) {
    AttributesBuilder kept = Attributes.builder();
    Attributes all = span.getAttributes();
    all.forEach(
        (key, value) -> {
          if (HARMLESS.contains(key.getKey()) || key.getKey().startsWith(OWN)) {
            kept.put(key.getKey(), value.toString());
          }
        });
    find(all, METHOD).ifPresent(method -> kept.put(METHOD, known(method)));
    find(all, STATUS_TEXT).ifPresent(status -> kept.put(STATUS, Long.valueOf(status)));
    find(all, URL).flatMap(PublicSpan::host).ifPresent(host -> kept.put(HOST, host));
    span.getEvents().stream()
        .map(event -> find(event.getAttributes(), EXCEPTION))
        .flatMap(Optional::stream)
        .forEach(type -> kept.put(ERROR, type));
    return kept.build();
  }

  private static <T> Optional<T> find(Attributes attributes, AttributeKey<T> key) {
    return Optional.ofNullable(attributes.get(key));
  }

  private static String known(String method) {
    return METHODS.contains(method) ? method : "_OTHER";
  }

  private static Optional<String> host(String url) {
    try {
      return Optional.ofNullable(new URI(url).getHost());
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** Vert.x names spans {@code POST} and {@code send}: where to is what one looks for. */
  private String name(String given) {
    return find(attributes, METHOD)
        .map(method -> find(attributes, ROUTE).map(route -> method + " " + route).orElse(method))
        .or(() -> find(attributes, ADDRESS))
        .orElse(given);
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public Attributes getAttributes() {
    return attributes;
  }

  @Override
  public int getTotalAttributeCount() {
    return attributes.size();
  }

  @Override
  public List<EventData> getEvents() {
    return List.of();
  }

  @Override
  public int getTotalRecordedEvents() {
    return 0;
  }

  /** A server's answers below 500 are not its own failures. */
  @Override
  public StatusData getStatus() {
    long status = find(attributes, STATUS).orElse(0L);
    boolean refused = status >= (getKind() == SpanKind.SERVER ? 500 : 400);
    boolean failed = find(attributes, OUTCOME).filter(FAILURE::equals).isPresent();
    return refused || failed || find(attributes, ERROR).isPresent()
        ? StatusData.error()
        : StatusData.unset();
  }
}

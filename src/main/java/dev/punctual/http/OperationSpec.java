package dev.punctual.http;

import com.networknt.schema.Schema;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the contract says of one operation.
 *
 * @param standsFor the operation that this one is another address of; itself if it is none
 * @param path the template, e.g. {@code /api/v1/staff/{id}}
 * @param open needs no key
 * @param readsOnly changes nothing, so the scope {@code read} suffices
 * @param bodies the body's schema by media type; empty if it takes no body
 * @param rows for an import, the schema of one row
 * @param rawBody its handler takes the body as it came
 * @param ownIdempotency its handler, or who it asks, honours the Idempotency-Key by itself
 * @param endless its answer is a stream that goes on
 * @param rate whose requests are counted together
 */
record OperationSpec(
    String id,
    String standsFor,
    String method,
    String path,
    boolean open,
    boolean readsOnly,
    List<ParameterSpec> parameters,
    Map<String, Schema> bodies,
    Optional<Schema> rows,
    boolean rawBody,
    boolean ownIdempotency,
    boolean endless,
    Rate rate) {

  enum Location {
    PATH,
    QUERY,
    HEADER,
    COOKIE
  }

  /** Whose requests a second are limited: those of a key, of a webhook, or nobody's. */
  enum Rate {
    KEY,
    WEBHOOK,
    NONE
  }

  /**
   * One parameter.
   *
   * @param type of JSON Schema: string, integer or boolean
   */
  record ParameterSpec(
      String name,
      Location in,
      boolean required,
      String type,
      Optional<String> fallback,
      Schema schema) {}

  /** An import may be large: its handler parses it off the event loop. */
  boolean takesBodyRaw() {
    return rawBody || rows.isPresent();
  }

  /** Whether answers are kept for those who ask again with the same key. */
  boolean keepsAnswers() {
    return !ownIdempotency
        && parameters.stream().anyMatch(parameter -> parameter.name().equals(Idempotency.HEADER));
  }

  /** HEAD is GET without the body; a stream has nothing else to tell. */
  boolean answersHead() {
    return method.equals("GET") && !endless;
  }
}

package dev.punctual.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import dev.punctual.bus.Json;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Clients' JSON. Their payloads and schemas are handed on, so no number may lose a digit on the way
 * through a {@code double}.
 */
final class ExactJson {
  private static final ObjectReader READER =
      Json.MAPPER
          .reader()
          .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);

  private ExactJson() {}

  /** Parses a body; {@code malformed_json} says where it broke. */
  static JsonNode parse(Buffer body) {
    byte[] bytes = wholeCharacters(body);
    try {
      JsonNode node = READER.readTree(bytes);
      if (node.isMissingNode()) {
        throw empty();
      }
      return node;
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /** The body's text, unchanged, once it is known to be one JSON value. */
  static String text(Buffer body) {
    byte[] bytes = wholeCharacters(body);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      requireOneValue(text);
      return text;
    } catch (CharacterCodingException e) {
      throw ProblemType.MALFORMED_JSON.because("The body is no UTF-8.");
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  private static void requireOneValue(String text) throws IOException {
    try (JsonParser parser = READER.createParser(text)) {
      if (parser.nextToken() == null) {
        throw empty();
      }
      parser.skipChildren();
      if (parser.nextToken() != null) {
        throw ProblemType.MALFORMED_JSON.because("The body is more than one JSON value.");
      }
    }
  }

  /** Parses what has been checked before. */
  static JsonNode parse(String checked) {
    try {
      return READER.readTree(checked);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was stored is JSON", e);
    }
  }

  static String write(JsonNode node) {
    try {
      return Json.MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always writable", e);
    }
  }

  private static byte[] wholeCharacters(Buffer body) {
    if (body.length() == 0) {
      throw empty();
    }
    byte[] bytes = body.getBytes();
    if (!Surrogates.arePaired(bytes)) {
      throw ProblemType.MALFORMED_JSON.because(
          "A string holds a surrogate without its other half.");
    }
    return bytes;
  }

  private static ProblemException empty() {
    return ProblemType.MALFORMED_JSON.because("The body is empty.");
  }

  private static ProblemException malformed(IOException failure) {
    if (failure instanceof JsonProcessingException syntax && syntax.getLocation() != null) {
      return ProblemType.MALFORMED_JSON.because(
          "Not JSON at line %d, column %d."
              .formatted(syntax.getLocation().getLineNr(), syntax.getLocation().getColumnNr()));
    }
    return ProblemType.MALFORMED_JSON.because("The body cannot be read as JSON.");
  }
}

package dev.punctual.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.punctual.bus.Json;
import dev.punctual.delivery.domain.Driver;
import dev.punctual.delivery.domain.Parcel;
import dev.punctual.problem.FieldError;
import dev.punctual.problem.Problem;
import java.util.List;

/** Rows of the day's lists that satisfy their schema. */
final class DeliveryRows {
  private DeliveryRows() {}

  /**
   * A driver.
   *
   * @throws dev.punctual.problem.ProblemException {@code validation_failed} for a rule that is none
   */
  static Driver driver(JsonNode json) {
    Driver driver = read(json, Driver.class);
    List<FieldError> errors = driver.errors();
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors).exception();
    }
    return driver;
  }

  static Parcel parcel(JsonNode json) {
    return read(json, Parcel.class);
  }

  private static <T> T read(JsonNode json, Class<T> type) {
    try {
      return Json.MAPPER.treeToValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what satisfies the schema is readable", e);
    }
  }
}

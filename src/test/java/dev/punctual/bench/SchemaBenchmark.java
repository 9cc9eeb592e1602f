package dev.punctual.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.punctual.problem.FieldError;
import dev.punctual.trigger.PayloadSchema;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A webhook's payload against its schema: bounded in what it may cost, beside plain networknt. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SchemaBenchmark {
  private static final String SCHEMA =
      """
      {"type": "object", "required": ["order_id", "items", "customer"],
       "properties": {
         "order_id": {"type": "string", "pattern": "^[A-Z]{2}-[0-9]{6}$"},
         "placed_at": {"type": "string", "format": "date-time"},
         "customer": {"type": "object", "required": ["email"],
           "properties": {"email": {"type": "string", "format": "email"},
                          "vip": {"type": "boolean"}}},
         "items": {"type": "array", "minItems": 1, "maxItems": 50, "items": {
           "type": "object", "required": ["sku", "quantity"],
           "properties": {"sku": {"type": "string", "maxLength": 40},
                          "quantity": {"type": "integer", "minimum": 1},
                          "price": {"type": "number", "exclusiveMinimum": 0}}}}}}
      """;

  private static final String VALID =
      """
      {"order_id": "AB-123456", "placed_at": "2026-11-25T12:00:00Z",
       "customer": {"email": "ada@example.com", "vip": true},
       "items": [{"sku": "tea", "quantity": 2, "price": 4.5},
                 {"sku": "cup", "quantity": 1, "price": 12}]}
      """;

  private static final String INVALID =
      """
      {"order_id": "123456", "placed_at": "yesterday", "customer": {"vip": 1},
       "items": [{"sku": "tea", "quantity": 0, "price": 4.5}, {"sku": "cup"}]}
      """;

  private final PayloadSchema bounded = PayloadSchema.compile(SCHEMA);
  private final Schema plain =
      SchemaRegistry.withDialect(Dialects.getDraft202012()).getSchema(SCHEMA);

  @Param({"valid", "invalid"})
  public String payload = "";

  private JsonNode json = new ObjectMapper().nullNode();

  @Setup
  public void parse() throws JsonProcessingException {
    json = new ObjectMapper().readTree(payload.equals("valid") ? VALID : INVALID);
    if (bounded.validate(json).isEmpty() != payload.equals("valid")) {
      throw new IllegalStateException(payload + ": " + bounded.validate(json));
    }
  }

  @Benchmark
  public List<FieldError> punctual() {
    return bounded.validate(json);
  }

  @Benchmark
  public List<Error> networknt() {
    return plain.validate(json);
  }
}

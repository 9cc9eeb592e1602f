package dev.punctual.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.MessageSourceError;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.format.Format;
import com.networknt.schema.format.PatternFormat;
import com.networknt.schema.keyword.FormatValidator;
import com.networknt.schema.path.NodePath;
import java.util.function.Supplier;

/**
 * A format that no long text has. The library's formats are made for hosts, addresses and dates:
 * given hundreds of kilobytes, some take seconds, and those that are Java patterns overflow a stack
 * of half a megabyte with 1,000 characters.
 */
record BoundedFormat(Format format) implements Format {
  private static final int MAX_LENGTH = 4096;
  private static final int MAX_LENGTH_OF_PATTERN = 500;

  @Override
  public String getName() {
    return format.getName();
  }

  @Override
  public String getMessageKey() {
    return format.getMessageKey();
  }

  @Override
  public boolean matches(
      ExecutionContext execution,
      SchemaContext schema,
      JsonNode value,
      JsonNode payload,
      NodePath place,
      boolean asserted,
      FormatValidator validator) {
    return !isTooLong(value)
        && format.matches(execution, schema, value, payload, place, asserted, validator);
  }

  @Override
  public void validate(
      ExecutionContext execution,
      SchemaContext schema,
      JsonNode value,
      JsonNode payload,
      NodePath place,
      boolean asserted,
      Supplier<MessageSourceError.Builder> error,
      FormatValidator validator) {
    if (isTooLong(value)) {
      Format.super.validate(execution, schema, value, payload, place, asserted, error, validator);
    } else {
      format.validate(execution, schema, value, payload, place, asserted, error, validator);
    }
  }

  private boolean isTooLong(JsonNode value) {
    int most = format instanceof PatternFormat ? MAX_LENGTH_OF_PATTERN : MAX_LENGTH;
    return value.isTextual() && value.textValue().length() > most;
  }
}

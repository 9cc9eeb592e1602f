package dev.punctual.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.BaseKeywordValidator;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.KeywordType;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@code uniqueItems}, with texts in the set in place of nodes: texts have an order, with which a
 * hash set stays fast when all its elements collide. Nodes have none; 33,000 of them took a minute.
 */
final class UniqueItems implements Keyword {

  @Override
  public String getValue() {
    return KeywordType.UNIQUE_ITEMS.getValue();
  }

  @Override
  public KeywordValidator newValidator(
      SchemaLocation location, JsonNode value, Schema parent, SchemaContext context) {
    return new Validator(location, value, parent, context);
  }

  private static final class Validator extends BaseKeywordValidator {
    /** What an item costs beyond its length, in characters. */
    private static final int ITEM = 100;

    private final boolean unique;

    Validator(SchemaLocation location, JsonNode value, Schema parent, SchemaContext context) {
      super(KeywordType.UNIQUE_ITEMS, value, location, parent, context);
      unique = value.booleanValue();
    }

    @Override
    public void validate(
        ExecutionContext execution, JsonNode value, JsonNode payload, NodePath place) {
      if (unique && value.isArray() && !areUnique(value)) {
        execution.addError(
            error()
                .instanceNode(value)
                .instanceLocation(place)
                .evaluationPath(execution.getEvaluationPath())
                .locale(execution.getExecutionConfig().getLocale())
                .build());
      }
    }

    private static boolean areUnique(JsonNode array) {
      Set<String> seen = new HashSet<>();
      for (JsonNode item : array) {
        StringBuilder text = new StringBuilder();
        write(item, text);
        ValidationBudget.spendOnText(ITEM + text.length());
        if (!seen.add(text.toString())) {
          return false;
        }
      }
      return true;
    }

    /** The same text for equal values: 1.0 and 1 are, and members have no order. */
    private static void write(JsonNode value, StringBuilder text) {
      if (value.isNumber()) {
        text.append(value.decimalValue().stripTrailingZeros());
      } else if (value.isArray()) {
        text.append('[');
        value.forEach(item -> writeNext(item, text));
        text.append(']');
      } else if (value.isObject()) {
        TreeMap<String, JsonNode> members = new TreeMap<>();
        value.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        text.append('{');
        members.forEach((name, member) -> writeMember(name, member, text));
        text.append('}');
      } else {
        text.append(value);
      }
    }

    private static void writeNext(JsonNode item, StringBuilder text) {
      write(item, text);
      text.append(',');
    }

    private static void writeMember(String name, JsonNode value, StringBuilder text) {
      text.append(TextNode.valueOf(name)).append(':');
      writeNext(value, text);
    }
  }
}

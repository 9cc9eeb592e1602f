package dev.punctual.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.punctual.testkit.Api.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Holds answers against the contract and keeps the books on which operations were asked. */
final class ContractCheck {
  private final Contract contract;
  private final JsonNode tree;
  private final Set<String> asked = new HashSet<>();

  ContractCheck(Contract contract) {
    this.contract = contract;
    try {
      tree = new YAMLMapper().readTree(contract.text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The answer to an operation has the status, and is what the contract says of it. */
  void ask(String id, Answer answer, int status) {
    asked.add(id);
    assertThat(answer.status()).as(id + ": " + answer.text()).isEqualTo(status);
    JsonNode responses = operation(id).path("responses");
    JsonNode response = responses.path("" + status);
    JsonNode declared = resolve(response.isMissingNode() ? responses.path("default") : response);
    assertThat(declared.isMissingNode()).as(id + " declares " + status).isFalse();
    if (answer.text().isEmpty()) {
      assertThat(declared.has("content")).as(id + " answers without a body").isFalse();
      return;
    }
    String type = answer.header("Content-Type").split(";", 2)[0];
    JsonNode schema = declared.path("content").path(type).path("schema");
    assertThat(schema.isMissingNode()).as(id + " declares " + type).isFalse();
    if (type.endsWith("json")) {
      List<String> errors = new ArrayList<>();
      ContractValidator.errors(contract.schema(schema), answer.json())
          .forEach(error -> errors.add(error.toString()));
      assertThat(errors).as(id + ": " + answer.text()).isEmpty();
    }
  }

  /** Every operation whose tag fits was asked, and no other one. */
  void requireAllAsked(Predicate<String> tag) {
    Set<String> expected = new TreeSet<>();
    for (String id : contract.operations().keySet()) {
      if (tag.test(operation(id).path("tags").path(0).asText())) {
        expected.add(id);
      }
    }
    assertThat(new TreeSet<>(asked)).isEqualTo(expected);
  }

  private JsonNode operation(String id) {
    OperationSpec operation = contract.operation(id);
    return tree.path("paths")
        .path(operation.path())
        .path(operation.method().toLowerCase(Locale.ROOT));
  }

  private JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? tree.at(node.path("$ref").asText().substring(1)) : node;
  }
}

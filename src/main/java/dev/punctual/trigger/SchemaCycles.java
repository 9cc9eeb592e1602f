package dev.punctual.trigger;

import dev.punctual.problem.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which schemas apply others to the very same value. A circle of them would never end; a circle
 * that goes deeper into the payload ends with it.
 */
final class SchemaCycles {
  private static final int MAX_CHAIN = 100;

  private final Map<String, List<String>> applied = new LinkedHashMap<>();
  private final Set<String> open = new HashSet<>();
  private final Set<String> done = new HashSet<>();
  private final List<FieldError> errors = new ArrayList<>();

  void add(String schema) {
    applied.putIfAbsent(schema, new ArrayList<>());
  }

  boolean knows(String schema) {
    return applied.containsKey(schema);
  }

  void connect(String schema, String toTheSameValue) {
    applied.computeIfAbsent(schema, unknown -> new ArrayList<>()).add(toTheSameValue);
  }

  /** A schema on each circle. */
  List<FieldError> errors() {
    applied.keySet().forEach(this::visit);
    return errors;
  }

  private void visit(String schema) {
    if (done.contains(schema)) {
      return;
    }
    if (!open.add(schema)) {
      errors.add(
          new FieldError(schema, "applies itself to the same value again, and so without end"));
      return;
    }
    if (open.size() > MAX_CHAIN) {
      errors.add(new FieldError(schema, "is at the end of too long a chain of references"));
    } else {
      applied.getOrDefault(schema, List.of()).forEach(this::visit);
    }
    open.remove(schema);
    done.add(schema);
  }
}

package dev.punctual.infra.kubernetes;

import java.util.ArrayList;
import java.util.List;

/** What is wrong, one line each. */
final class Findings {
  private final List<String> lines = new ArrayList<>();

  void require(boolean holds, String otherwise) {
    if (!holds) {
      lines.add(otherwise);
    }
  }

  List<String> lines() {
    return lines;
  }
}

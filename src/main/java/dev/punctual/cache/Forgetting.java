package dev.punctual.cache;

import java.util.Collection;
import java.util.Set;

/** What is to be forgotten. */
sealed interface Forgetting {

  /** These keys. */
  record Keys(Set<String> keys) implements Forgetting {}

  /** All there is. */
  record Everything() implements Forgetting {}

  static Forgetting keys(Collection<String> keys) {
    return new Keys(Set.copyOf(keys));
  }

  static Forgetting everything() {
    return new Everything();
  }
}

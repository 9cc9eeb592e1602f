package dev.punctual.infra.kubernetes;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists of Kubernetes' types are null where they are not given. */
final class Lists {
  private Lists() {}

  static <T> List<T> of(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}

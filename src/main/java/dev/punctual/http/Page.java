package dev.punctual.http;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A page of a list as every list operation answers it. */
record Page<T>(List<T> data, Optional<String> nextCursor, boolean hasMore) {

  /**
   * Cuts a page out of {@code found}, which was asked for with one element more than {@code limit}.
   */
  static <S, T> Page<T> of(List<S> found, int limit, Function<S, String> key, Function<S, T> view) {
    boolean more = found.size() > limit;
    List<S> shown = more ? found.subList(0, limit) : found;
    Optional<String> cursor =
        more ? Optional.of(Cursor.encode(key.apply(shown.get(limit - 1)))) : Optional.empty();
    return new Page<>(shown.stream().map(view).toList(), cursor, more);
  }
}

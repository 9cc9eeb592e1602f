package dev.punctual.batch;

import java.util.List;

/**
 * What an import did; every row received was created, updated or has failed.
 *
 * @param updated rows that were stored already: replaced, or (a membership) left as they were
 * @param errors at most {@link #MAX_ERRORS}; {@code failed} counts all rows
 */
public record ImportReport(
    int received, int created, int updated, int failed, List<RowError> errors) {
  public static final int MAX_ERRORS = 1_000;

  public ImportReport {
    errors = List.copyOf(errors.subList(0, Math.min(errors.size(), MAX_ERRORS)));
  }
}

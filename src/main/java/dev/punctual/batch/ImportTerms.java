package dev.punctual.batch;

import java.util.List;

/**
 * How an import is meant.
 *
 * @param partial keep the good rows
 * @param upsert rows whose id exists replace what is stored
 * @param received rows in the array, the rejected ones included
 * @param rejected rows that were no rows to begin with
 */
public record ImportTerms(boolean partial, boolean upsert, int received, List<RowError> rejected) {
  public ImportTerms {
    rejected = List.copyOf(rejected);
  }
}

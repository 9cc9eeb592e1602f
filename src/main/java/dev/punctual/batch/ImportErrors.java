package dev.punctual.batch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rows of one import that cannot be taken, and what follows from them. */
public final class ImportErrors {
  private final ImportTerms terms;
  private final List<RowError> errors;
  private final Set<Integer> failedRows = new HashSet<>();

  public ImportErrors(ImportTerms terms) {
    this.terms = terms;
    this.errors = new ArrayList<>(terms.rejected());
    terms.rejected().forEach(error -> failedRows.add(error.index()));
  }

  public void add(int index, String field, String message) {
    errors.add(RowError.at(index, field, message));
    failedRows.add(index);
  }

  public boolean has(int index) {
    return failedRows.contains(index);
  }

  /** Whether one bad row means that nothing is imported, and there is one. */
  public boolean rejectAll() {
    return !terms.partial() && !failedRows.isEmpty();
  }

  public ImportReport nothingDone() {
    return done(0, 0);
  }

  public ImportReport done(int created, int updated) {
    errors.sort(Comparator.comparingInt(RowError::index));
    return new ImportReport(terms.received(), created, updated, failedRows.size(), errors);
  }
}

package dev.punctual.staff;

import dev.punctual.staff.api.StaffApi.ImportTerms;
import dev.punctual.staff.domain.ImportReport;
import dev.punctual.staff.domain.RowError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rows of one import that cannot be taken, and what follows from them. */
final class ImportErrors {
  private final ImportTerms terms;
  private final List<RowError> errors;
  private final Set<Integer> failedRows = new HashSet<>();

  ImportErrors(ImportTerms terms) {
    this.terms = terms;
    this.errors = new ArrayList<>(terms.rejected());
    terms.rejected().forEach(error -> failedRows.add(error.index()));
  }

  void add(int index, String field, String message) {
    errors.add(RowError.at(index, field, message));
    failedRows.add(index);
  }

  boolean has(int index) {
    return failedRows.contains(index);
  }

  /** Whether one bad row means that nothing is imported, and there is one. */
  boolean rejectAll() {
    return !terms.partial() && !failedRows.isEmpty();
  }

  ImportReport nothingDone() {
    return done(0, 0);
  }

  ImportReport done(int created, int updated) {
    errors.sort(Comparator.comparingInt(RowError::index));
    return new ImportReport(terms.received(), created, updated, failedRows.size(), errors);
  }
}

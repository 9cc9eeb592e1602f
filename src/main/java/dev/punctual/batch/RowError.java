package dev.punctual.batch;

/**
 * A row of an import that cannot be taken.
 *
 * @param index its place in the array, from 0
 * @param pointer a JSON Pointer from the array's root
 */
public record RowError(int index, String pointer, String message) {

  /** The error of a whole row ({@code field} empty) or of one of its fields. */
  public static RowError at(int index, String field, String message) {
    return new RowError(index, "/" + index + (field.isEmpty() ? "" : "/" + field), message);
  }
}

package dev.punctual.bench;

/** A table in Markdown, printed while its rows are found; all columns but the first are numbers. */
final class Table {
  private Table() {}

  static void head(String first, String... others) {
    System.out.println("| " + first + " | " + String.join(" | ", others) + " |");
    System.out.println("| --- |" + " ---: |".repeat(others.length));
  }

  static void row(String first, String... others) {
    System.out.println("| " + first + " | " + String.join(" | ", others) + " |");
  }

  static String count(long number) {
    return "%,d".formatted(number);
  }

  static String count(double number) {
    return "%,.0f".formatted(number);
  }

  static String millis(double millis) {
    return "%.1f".formatted(millis);
  }
}

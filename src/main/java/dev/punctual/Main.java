package dev.punctual;

/** The command line's root. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.out.println("punctual");
  }
}

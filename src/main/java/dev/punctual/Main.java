package dev.punctual;

import dev.punctual.app.CommandLineTool;

/** The command line's root. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(CommandLineTool.run(args));
  }
}

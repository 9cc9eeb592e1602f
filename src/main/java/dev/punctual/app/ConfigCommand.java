package dev.punctual.app;

import dev.punctual.config.ConfigLoader;
import java.util.SortedSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What the configuration comes down to. */
@Command(
    name = "config",
    description = "Look at the configuration.",
    mixinStandardHelpOptions = true)
public final class ConfigCommand {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Command(
      name = "check",
      description = "Check the configuration and print the effective values, secrets redacted.",
      mixinStandardHelpOptions = true)
  int check(@Mixin ConfigFile file) {
    spec.commandLine().getOut().print(ConfigLoader.describe(file.path(), System.getenv()));
    spec.commandLine().getOut().flush();
    SortedSet<String> unknown = ConfigLoader.unknownVariables(System.getenv());
    if (!unknown.isEmpty()) {
      spec.commandLine().getErr().println("No key is set by " + String.join(", ", unknown));
    }
    return 0;
  }
}

package dev.punctual.app;

import dev.punctual.cli.GenerateDayCommand;
import dev.punctual.cli.HealthCommand;
import dev.punctual.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/**
 * {@code punctual}, the tool. Exit codes: 0 done, 1 failed, 2 the command line or the configuration
 * is wrong.
 */
public final class CommandLineTool {
  private static final int USAGE = 2;
  private static final int FAILED = 1;

  private CommandLineTool() {}

  @Command(
      name = "punctual",
      description = "Decides who works when, and serves it over HTTP.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      subcommands = {
        ServeCommand.class,
        HealthCommand.class,
        ConfigCommand.class,
        GenerateDayCommand.class
      })
  static final class Root {}

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      Properties properties = new Properties();
      try (InputStream in = Version.class.getResourceAsStream("/punctual-build.properties")) {
        properties.load(in);
      }
      return new String[] {"punctual " + properties.getProperty("version")};
    }
  }

  /** Runs what the arguments ask for, {@code serve} by default. */
  public static int run(String[] args) {
    CommandLine tool = new CommandLine(new Root());
    tool.setExecutionExceptionHandler(CommandLineTool::oneLine);
    boolean bare = args.length == 0;
    boolean optionOfServe =
        !bare && (args[0].startsWith("--config") || args[0].startsWith("--roles"));
    return tool.execute(bare || optionOfServe ? withServe(args) : args);
  }

  private static String[] withServe(String[] args) {
    String[] more = new String[args.length + 1];
    more[0] = "serve";
    System.arraycopy(args, 0, more, 1, args.length);
    return more;
  }

  /** What an operator can mend is one line; a stack trace is for defects. */
  private static int oneLine(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (failure instanceof ConfigException) {
      command.getErr().println("Configuration error: " + failure.getMessage());
      return USAGE;
    }
    if (failure instanceof StartFailure) {
      command.getErr().println("Cannot start: " + failure.getMessage());
      return FAILED;
    }
    throw failure;
  }
}

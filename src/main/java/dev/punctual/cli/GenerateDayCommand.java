package dev.punctual.cli;

import dev.punctual.bus.Json;
import dev.punctual.delivery.domain.DayGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes up a day of deliveries. */
@Command(
    name = "generate-day",
    description = "Write drivers.json and packages.json of a made-up day, ready to import.",
    mixinStandardHelpOptions = true)
public final class GenerateDayCommand implements Callable<Integer> {
  private static final Pattern RANGE = Pattern.compile("(\\d)(?:\\.\\.(\\d))?");

  @Option(
      names = "--drivers",
      description = "How many drivers (default: ${DEFAULT-VALUE}).",
      defaultValue = "99")
  private int drivers;

  @Option(
      names = "--packages",
      description = "How many packages (default: ${DEFAULT-VALUE}).",
      defaultValue = "990")
  private int packages;

  @Option(
      names = "--rules",
      description = "Rules of a driver, least..most, up to 9 (default: ${DEFAULT-VALUE}).",
      defaultValue = "0..2")
  private String rules = "";

  @Option(
      names = "--seed",
      description = "The same seed makes the same day (default: ${DEFAULT-VALUE}).",
      defaultValue = "1")
  private long seed;

  @Option(
      names = "--out",
      description = "The directory (default: the current one).",
      defaultValue = ".")
  private Path out = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    requireNotNegative("--drivers", drivers);
    requireNotNegative("--packages", packages);
    Matcher range = RANGE.matcher(rules);
    if (!range.matches()) {
      throw wrong("--rules", "such as 0..2");
    }
    int least = Integer.parseInt(range.group(1));
    int most = range.group(2) == null ? least : Integer.parseInt(range.group(2));
    if (least > most) {
      throw wrong("--rules", "least..most");
    }
    DayGenerator day = new DayGenerator(seed);
    Files.createDirectories(out);
    write("drivers.json", day.drivers(drivers, least, most));
    write("packages.json", day.packages(packages));
    return 0;
  }

  private void requireNotNegative(String option, int value) {
    if (value < 0) {
      throw wrong(option, "0 or more");
    }
  }

  private ParameterException wrong(String option, String expected) {
    return new ParameterException(spec.commandLine(), option + " must be " + expected);
  }

  private void write(String name, List<?> rows) throws IOException {
    Path file = out.resolve(name);
    Files.write(file, Json.MAPPER.writeValueAsBytes(rows));
    spec.commandLine().getOut().printf("%s: %d%n", file, rows.size());
  }
}

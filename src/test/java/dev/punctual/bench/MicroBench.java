package dev.punctual.bench;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The pure parts, by JMH; takes the names to measure and JMH's other options. */
public final class MicroBench {
  private MicroBench() {}

  public static void main(String[] args) throws RunnerException, CommandLineOptionException {
    Options options =
        new OptionsBuilder()
            .parent(new CommandLineOptions(args))
            .jvmArgs("-Xmx1g")
            .verbosity(VerboseMode.SILENT)
            .build();
    System.out.printf("## Pure parts%n%n");
    Table.head("An operation", "ns", "± (99.9 %)");
    Collection<RunResult> results = new Runner(options).run();
    results.stream()
        .sorted(Comparator.comparing(MicroBench::name))
        .forEach(
            result ->
                Table.row(
                    name(result),
                    Table.count(result.getPrimaryResult().getScore()),
                    Table.count(result.getPrimaryResult().getScoreError())));
    System.out.println();
  }

  /** {@code CronBenchmark.punctual, 30 2 * * *}. */
  private static String name(RunResult result) {
    String method = result.getParams().getBenchmark().replaceFirst(".*\\.(?=\\w+\\.\\w+$)", "");
    List<String> parameters =
        result.getParams().getParamsKeys().stream().map(result.getParams()::getParam).toList();
    return parameters.isEmpty()
        ? method
        : parameters.stream().collect(Collectors.joining(", ", method + ", `", "`"));
  }
}

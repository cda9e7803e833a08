package dev.vitrine.benchmarks.micro;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs micro-benchmarks and prints one Markdown table: `MicroBenchmarks JSON-FILE
/// [JMH-OPTION]...`.
public final class MicroBenchmarks {
  private MicroBenchmarks() {}

  static void main(String[] args) throws RunnerException, CommandLineOptionException {
    String jsonFile = args[0];
    String[] jmhOptions = Arrays.copyOfRange(args, 1, args.length);
    OptionsBuilder options = new OptionsBuilder();
    options.parent(new CommandLineOptions(jmhOptions));
    options.shouldFailOnError(true);
    options.resultFormat(ResultFormatType.JSON).result(jsonFile);
    OutputFormat progress =
        OutputFormatFactory.createFormatInstance(System.err, VerboseMode.NORMAL);
    print(new Runner(options.build(), progress).run());
  }

  private static void print(Collection<RunResult> results) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.println("| benchmark | with | threads | a second | ± |");
    out.println("|---|---|--:|--:|--:|");
    for (RunResult run : results) {
      BenchmarkParams params = run.getParams();
      Result<?> result = run.getPrimaryResult();
      String[] words = params.getBenchmark().split("\\.", -1);
      StringBuilder with = new StringBuilder();
      for (String key : params.getParamsKeys()) {
        with.append(with.isEmpty() ? "" : ", ").append(params.getParam(key));
      }
      double error = result.getScoreError();
      out.printf(
          Locale.ROOT,
          "| %s.%s | %s | %d | %,.0f | %s |%n",
          words[words.length - 2].replace("Benchmark", ""),
          words[words.length - 1],
          with,
          params.getThreads(),
          result.getScore(),
          Double.isNaN(error)
              ? "one run"
              : String.format(Locale.ROOT, "%.0f %%", 100 * error / result.getScore()));
    }
  }
}

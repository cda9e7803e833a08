package dev.vitrine.cli;

import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.cli.command.Command;
import dev.vitrine.cli.command.CommonFlags;
import dev.vitrine.cli.command.Console;
import dev.vitrine.cli.command.Request;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The `vitrine` command.
public final class Vitrine {
  private Vitrine() {}

  public static void main(String[] words) {
    LoggingProvider.use();
    Console console =
        new Console(
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    System.exit(run(console, words));
  }

  /// Does what the words ask for; returns how the process shall end.
  static int run(Console console, String... words) {
    int exitCode =
        switch (Request.of(command(), words)) {
          case Request.Help(var usage) -> {
            console.out().print(usage.text());
            yield ExitCode.OK;
          }
          case Request.Version() -> {
            console.out().println(VersionCommand.text());
            yield ExitCode.OK;
          }
          case Request.Mistake(String problem, var usage) -> {
            console.err().println(problem);
            console.err().print(usage.text());
            yield ExitCode.CANNOT_RUN;
          }
          case Request.Run run -> run(run, console);
        };
    console.out().flush();
    console.err().flush();
    return exitCode;
  }

  private static Command command() {
    return Command.of(
            "vitrine",
            new Command.Task.OneOf(
                "What shall it do? Name a command.",
                List.of(
                    ServeCommand.command(),
                    FsckCommand.command(),
                    StatsCommand.command(),
                    GcCommand.command(),
                    ScrubCommand.command(),
                    RebuildIndexCommand.command(),
                    RecountCommand.command(),
                    ExportCatalogueCommand.command(),
                    ImportCatalogueCommand.command(),
                    AcceptLossCommand.command(),
                    MetadefsCommand.command(),
                    ConfigCommand.command(),
                    VersionCommand.command(),
                    RehearseCommand.command())),
            "An image service: the OpenStack Images API v2 over a deduplicating store.")
        .noting(
            "Examples:",
            "  vitrine serve                     start the service on 127.0.0.1:9292",
            "  vitrine serve --data /srv/images  keep the data there",
            "  vitrine COMMAND --help            what a command does, with examples");
  }

  @SuppressWarnings("CatchingUnchecked") // whatever it is, people get a sentence
  private static int run(Request.Run run, Console console) {
    try {
      return run.action().run(run.arguments(), console);
    } catch (Exception failure) {
      int exitCode = report(failure, console.err());
      if (run.arguments().has(CommonFlags.DEBUG) || exitCode == ExitCode.BUG) {
        failure.printStackTrace(console.err());
      }
      return exitCode;
    }
  }

  private static int report(Exception failure, PrintWriter err) {
    return switch (failure) {
      case CommandFailure expected -> {
        expected.getMessage().lines().forEach(line -> err.println("vitrine: " + line));
        yield expected.exitCode();
      }
      case RegistryException expected -> {
        err.println("vitrine: the registry cannot be used: " + expected.getMessage());
        yield ExitCode.UNAVAILABLE;
      }
      default -> {
        err.println("vitrine: this is a bug: " + failure);
        yield ExitCode.BUG;
      }
    };
  }
}

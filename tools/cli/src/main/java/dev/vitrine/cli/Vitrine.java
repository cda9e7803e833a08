package dev.vitrine.cli;

import dev.vitrine.catalog.registry.RegistryException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The `vitrine` command.
@Command(
    name = "vitrine",
    description = "An image service: the OpenStack Images API v2 over a deduplicating store.",
    subcommands = {
      ServeCommand.class,
      FsckCommand.class,
      StatsCommand.class,
      GcCommand.class,
      ScrubCommand.class,
      RebuildIndexCommand.class,
      RecountCommand.class,
      ExportCatalogueCommand.class,
      ImportCatalogueCommand.class,
      MetadefsCommand.class,
      ConfigCommand.class,
      VersionCommand.class,
      RehearseCommand.class,
    },
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = VersionCommand.class,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  vitrine serve                     start the service on 127.0.0.1:9292",
      "  vitrine serve --data /srv/images  keep the data there",
      "  vitrine COMMAND --help            what a command does, with examples"
    })
public final class Vitrine implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the cause of a failure, as a stack trace.")
  private boolean debug;

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    Vitrine vitrine = new Vitrine();
    return new CommandLine(vitrine)
        .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
        .setExecutionExceptionHandler(vitrine.failures());
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "What shall it do? Name a command.");
  }

  private IExecutionExceptionHandler failures() {
    return (failure, commandLine, parsed) -> {
      PrintWriter err = commandLine.getErr();
      int exitCode =
          switch (failure) {
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
      if (debug || exitCode == ExitCode.BUG) {
        failure.printStackTrace(err);
      }
      err.flush();
      return exitCode;
    };
  }
}

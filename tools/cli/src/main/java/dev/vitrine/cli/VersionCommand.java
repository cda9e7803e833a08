package dev.vitrine.cli;

import dev.vitrine.cli.command.Command;

/// Prints the version, and the Java that it runs on.
final class VersionCommand {
  private VersionCommand() {}

  static Command command() {
    return Command.of(
        "version",
        (_, console) -> {
          console.out().println(text());
          return ExitCode.OK;
        },
        "Print the version.");
  }

  static String version() {
    String version = VersionCommand.class.getPackage().getImplementationVersion();
    return version == null ? "unreleased" : version; // not run from its jar
  }

  static String text() {
    return "vitrine "
        + version()
        + " (Java "
        + Runtime.version()
        + ", "
        + System.getProperty("os.arch")
        + ")";
  }
}

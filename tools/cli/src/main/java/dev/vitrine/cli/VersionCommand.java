package dev.vitrine.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Prints the version, and the Java that it runs on.
@Command(name = "version", description = "Print the version.")
final class VersionCommand implements Callable<Integer>, IVersionProvider {
  @Spec private CommandSpec spec;

  static String version() {
    String version = VersionCommand.class.getPackage().getImplementationVersion();
    return version == null ? "unreleased" : version; // not run from its jar
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "vitrine "
          + version()
          + " (Java "
          + Runtime.version()
          + ", "
          + System.getProperty("os.arch")
          + ")"
    };
  }

  @Override
  public Integer call() {
    spec.commandLine().getOut().println(getVersion()[0]);
    return ExitCode.OK;
  }
}

package dev.vitrine.cli;

import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.ConfigurationPage;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Prints what holds after files, environment and flags, in the form of a configuration file.
@Command(
    name = "config",
    description = "Print the effective configuration and where each value comes from.",
    footer = {
      "",
      "Examples:",
      "  vitrine config                                    what holds without any file",
      "  vitrine config --config /etc/glance/glance-api.conf  what a Glance's file means here"
    })
final class ConfigCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Option(
      names = "--markdown",
      hidden = true,
      description = "Print the reference page of all options instead.")
  private boolean markdown;

  @Override
  public Integer call() throws CommandFailure {
    PrintWriter out = spec.commandLine().getOut();
    if (markdown) {
      out.print(ConfigurationPage.markdown());
      out.flush();
      return ExitCode.OK;
    }
    Configuration configuration = common.configuration(new FlagSettings());
    String group = "";
    for (Configuration.Shown shown : configuration.shown()) {
      if (!shown.name().group().equals(group)) {
        out.println((group.isEmpty() ? "" : "\n") + "[" + shown.name().group() + "]");
        group = shown.name().group();
      }
      out.println("# " + shown.origin());
      out.println(
          shown.text().isEmpty()
              ? "#" + shown.name().name() + " ="
              : shown.name().name() + " = " + shown.text());
    }
    out.flush();
    configuration.notices().forEach(notice -> spec.commandLine().getErr().println(notice));
    return ExitCode.OK;
  }
}

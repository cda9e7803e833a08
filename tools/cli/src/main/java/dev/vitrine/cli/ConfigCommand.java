package dev.vitrine.cli;

import dev.vitrine.cli.command.Arguments;
import dev.vitrine.cli.command.Command;
import dev.vitrine.cli.command.Console;
import dev.vitrine.cli.command.Flag;
import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.ConfigurationPage;
import java.io.PrintWriter;

/// Prints what holds after files, environment and flags, in the form of a configuration file.
final class ConfigCommand {
  private static final Flag.Switch MARKDOWN =
      new Flag.Switch("--markdown", "Print the reference page of all options instead.");

  private ConfigCommand() {}

  static Command command() {
    return Command.of(
            "config",
            ConfigCommand::run,
            "Print the effective configuration and where each value comes from.")
        .taking(CommonOptions.and(MARKDOWN))
        .noting(
            "Examples:",
            "  vitrine config                                    what holds without any file",
            "  vitrine config --config /etc/glance/glance-api.conf  what a Glance's file means"
                + " here");
  }

  private static int run(Arguments arguments, Console console) throws CommandFailure {
    CommonOptions common = new CommonOptions(arguments);
    PrintWriter out = console.out();
    if (arguments.has(MARKDOWN)) {
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
    configuration.notices().forEach(notice -> console.err().println(notice));
    return ExitCode.OK;
  }
}

package dev.vitrine.cli;

import dev.vitrine.catalog.UsageCensus;
import dev.vitrine.cli.command.Arguments;
import dev.vitrine.cli.command.Command;
import dev.vitrine.cli.command.Console;
import java.io.PrintWriter;
import java.util.List;

/// Counts anew what each project has.
final class RecountCommand {
  private RecountCommand() {}

  static Command command() {
    return Command.of(
            "recount",
            RecountCommand::run,
            "Count anew what the images of each project take. The service must not run.",
            "",
            "Every commit keeps these counts, and quotas are held by them; `vitrine fsck` tells"
                + " when one is wrong.")
        .taking(CommonOptions.and())
        .noting("Example:", "  vitrine recount --data /srv/images");
  }

  private static int run(Arguments arguments, Console console)
      throws CommandFailure, InterruptedException {
    CommonOptions common = new CommonOptions(arguments);
    Logging.quiet();
    List<UsageCensus.Difference> corrected = MaintenanceWiring.recount(common.dataFolder());
    PrintWriter out = console.out();
    corrected.forEach(difference -> out.println("corrected: " + text(difference)));
    out.printf("%,d counts were wrong.%n", corrected.size());
    out.flush();
    return ExitCode.OK;
  }

  static String text(UsageCensus.Difference difference) {
    return "%s: %d was kept, the images add up to %d"
        .formatted(difference.key(), difference.kept(), difference.counted());
  }
}

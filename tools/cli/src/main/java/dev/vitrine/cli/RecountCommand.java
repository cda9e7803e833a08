package dev.vitrine.cli;

import dev.vitrine.catalog.UsageCensus;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Counts anew what each project has.
@Command(
    name = "recount",
    description = {
      "Count anew what the images of each project take. The service must not run.",
      "",
      "Every commit keeps these counts, and quotas are held by them; `vitrine fsck` tells when one"
          + " is wrong."
    },
    footer = {"", "Example:", "  vitrine recount --data /srv/images"})
final class RecountCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    Logging.quiet();
    List<UsageCensus.Difference> corrected = Wiring.recount(common.dataFolder());
    PrintWriter out = spec.commandLine().getOut();
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

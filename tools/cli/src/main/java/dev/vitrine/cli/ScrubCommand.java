package dev.vitrine.cli;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.catalog.DamagedObject;
import dev.vitrine.catalog.ScrubProgress;
import dev.vitrine.cli.command.Arguments;
import dev.vitrine.cli.command.Command;
import dev.vitrine.cli.command.Console;
import dev.vitrine.cli.config.Configuration;
import dev.vitrine.images.scrub.Scrubber.Outcome;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// Compares all that is stored with its names, and mends it.
final class ScrubCommand {
  private ScrubCommand() {}

  static Command command() {
    return Command.of(
            "scrub",
            ScrubCommand::run,
            "Read every byte of the store, put damaged objects aside and mend them from other"
                + " copies. The service must not run.",
            "",
            "A running service does this by itself, scrub_bytes_per_second, and when an"
                + " administrator asks it to: POST /v2/scrubber. vitrine fsck --deep looks and"
                + " changes nothing.")
        .taking(CommonOptions.and())
        .noting(
            "Exit codes:",
            "  0   all that images need is there and sound",
            "  1   some of it is lost",
            "  2   not everything could be looked at",
            "",
            "Example:",
            "  vitrine scrub --data /srv/images");
  }

  private static int run(Arguments arguments, Console console)
      throws CommandFailure, InterruptedException {
    CommonOptions common = new CommonOptions(arguments);
    Logging.quiet();
    PrintWriter out = console.out();
    List<DamagedObject> lost = new ArrayList<>();
    try {
      Configuration configuration = common.configuration();
      DataFolder folder = DataFolder.of(configuration, System.getenv());
      for (var each : MaintenanceWiring.scrub(configuration, folder, lost::addAll).entrySet()) {
        print(out, each.getKey(), each.getValue());
      }
      lost.forEach(damage -> print(out, damage));
      return lost.isEmpty() ? ExitCode.OK : ExitCode.DAMAGED;
    } finally {
      out.flush();
    }
  }

  private static void print(PrintWriter out, String store, Outcome outcome) throws CommandFailure {
    switch (outcome) {
      case Outcome.Scrubbed(ScrubProgress progress) ->
          out.printf(
              "store %s: %,d objects, %s; %,d mended, %,d lost%n",
              store,
              progress.objects(),
              ByteCount.forPeople(progress.bytes()),
              progress.mended(),
              progress.lost());
      case Outcome.Failed(BlobException e) ->
          throw CommandFailure.wrongUse("the scrub could not be finished: " + e.getMessage(), e);
      case Outcome.Elsewhere _ -> throw CommandFailure.wrongUse("another scrub is under way");
    }
  }

  private static void print(PrintWriter out, DamagedObject damage) {
    out.printf("lost: %s of store %s: %s%n", damage.path(), damage.store(), damage.reason());
    damage.images().forEach(image -> out.println("  needed by image " + image));
    long others = damage.imageCount() - damage.images().size();
    if (others > 0) {
      out.printf("  and by %,d others%n", others);
    }
  }
}

package dev.vitrine.cli;

import dev.vitrine.cli.command.Arguments;
import dev.vitrine.cli.command.Command;
import dev.vitrine.cli.command.Console;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// Lets a registry be used again that has lost commits.
final class AcceptLossCommand {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private AcceptLossCommand() {}

  static Command command() {
    return Command.of(
            "accept-loss",
            AcceptLossCommand::run,
            "Go on without commits that the registry's log has lost. The service must not run.",
            "",
            "A service refuses to start when its registry ends before the last commit that somebody"
                + " was told of: bits of the log have flipped, or the disk lost what it had said"
                + " was written. A copy of the folder, or import-catalogue, may bring back more."
                + " With this command the registry is as it was before the first lost commit:"
                + " images that were made since are not there, images that were deleted since are"
                + " there again, and their data may be gone. Chunks that no image needs are"
                + " collected some time after the next start.",
            "",
            "The damaged log is kept beside the registry, in registry-log-TIME. Where nothing is"
                + " lost, nothing is changed.")
        .taking(CommonOptions.and())
        .noting(
            "Examples:",
            "  vitrine accept-loss --data /srv/images",
            "  vitrine fsck --data /srv/images         afterwards: which images lack data");
  }

  private static int run(Arguments arguments, Console console) throws CommandFailure {
    Logging.quiet();
    DataFolder folder = new CommonOptions(arguments).dataFolder();
    Path copies = folder.damagedLog(STAMP.format(Instant.now()));
    long lost = MaintenanceWiring.acceptLoss(folder, copies);
    if (lost == 0) {
      console.out().println("Nothing is lost; nothing was changed.");
    } else {
      console
          .out()
          .printf(
              "%,d commits were given up; the damaged log is in %s. Now run 'vitrine fsck'.%n",
              lost, copies);
    }
    return ExitCode.OK;
  }
}

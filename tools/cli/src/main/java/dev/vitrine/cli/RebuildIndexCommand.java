package dev.vitrine.cli;

import dev.vitrine.cli.command.Arguments;
import dev.vitrine.cli.command.Command;
import dev.vitrine.cli.command.Console;
import java.util.concurrent.atomic.AtomicLong;

/// Builds the search index anew. A service does that itself when the index is missing or damaged;
/// this is for the case that it does not notice.
final class RebuildIndexCommand {
  private RebuildIndexCommand() {}

  static Command command() {
    return Command.of(
            "rebuild-index",
            RebuildIndexCommand::run,
            "Build the search index anew from the registry. The service must not run.",
            "",
            "A service does this by itself when it finds the index missing, old or damaged.")
        .taking(CommonOptions.and())
        .noting("Example:", "  vitrine rebuild-index --data /srv/images");
  }

  private static int run(Arguments arguments, Console console) throws CommandFailure {
    CommonOptions common = new CommonOptions(arguments);
    Logging.quiet();
    DataFolder folder = common.dataFolder();
    AtomicLong images = new AtomicLong();
    try (TerminalProgress progress = TerminalProgress.start("rebuild-index")) {
      MaintenanceWiring.rebuildIndex(
          folder,
          done -> {
            images.set(done);
            progress.at(done, TerminalProgress.UNKNOWN, "");
          });
    }
    console.out().printf("The index holds %,d images.%n", images.get());
    return ExitCode.OK;
  }
}

package dev.vitrine.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Builds the search index anew. A service does that itself when the index is missing or damaged;
/// this is for the case that it does not notice.
@Command(
    name = "rebuild-index",
    description = {
      "Build the search index anew from the registry. The service must not run.",
      "",
      "A service does this by itself when it finds the index missing, old or damaged."
    },
    footer = {"", "Example:", "  vitrine rebuild-index --data /srv/images"})
final class RebuildIndexCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws CommandFailure {
    Logging.quiet();
    DataFolder folder = common.dataFolder();
    AtomicLong images = new AtomicLong();
    try (TerminalProgress progress = TerminalProgress.start("rebuild-index")) {
      Wiring.rebuildIndex(
          folder,
          done -> {
            images.set(done);
            progress.at(done, TerminalProgress.UNKNOWN, "");
          });
    }
    spec.commandLine().getOut().printf("The index holds %,d images.%n", images.get());
    return ExitCode.OK;
  }
}

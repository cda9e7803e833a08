package dev.vitrine.cli;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.CollectionPlan;
import dev.vitrine.blobstore.Collector;
import dev.vitrine.cli.command.Arguments;
import dev.vitrine.cli.command.Command;
import dev.vitrine.cli.command.Console;
import dev.vitrine.cli.command.Flag;
import dev.vitrine.cli.config.Configuration;
import dev.vitrine.images.collect.GarbageCollection.Outcome;
import java.io.PrintWriter;

/// Deletes what no image needs.
final class GcCommand {
  private static final Flag.Switch DRY_RUN =
      new Flag.Switch("--dry-run", "Print the plan and change nothing.");

  private GcCommand() {}

  static Command command() {
    return Command.of(
            "gc",
            GcCommand::run,
            "Delete chunks and recipes that no image needs. The service must not run.",
            "",
            "A running service does this by itself, every collection_interval, and when an"
                + " administrator asks it to: POST /v2/collector. With --dry-run nothing is"
                + " deleted, and the service may run.")
        .taking(CommonOptions.and(DRY_RUN))
        .noting(
            "Examples:",
            "  vitrine gc --dry-run           what would be deleted",
            "  vitrine gc --data /srv/images  delete it");
  }

  private static int run(Arguments arguments, Console console)
      throws CommandFailure, InterruptedException {
    CommonOptions common = new CommonOptions(arguments);
    Logging.quiet();
    Configuration configuration = common.configuration();
    DataFolder folder = DataFolder.of(configuration, System.getenv());
    PrintWriter out = console.out();
    try {
      if (arguments.has(DRY_RUN)) {
        MaintenanceWiring.planCollection(configuration, folder)
            .forEach((store, plan) -> print(out, store, plan));
      } else {
        for (var each : MaintenanceWiring.collect(configuration, folder).entrySet()) {
          print(out, each.getKey(), each.getValue());
        }
      }
    } catch (BlobException e) {
      throw CommandFailure.unavailable("the store cannot be looked at: " + e.getMessage(), e);
    } finally {
      out.flush();
    }
    return ExitCode.OK;
  }

  private static void print(PrintWriter out, String store, Outcome outcome) throws CommandFailure {
    switch (outcome) {
      case Outcome.Collected(Collector.Result result) -> {
        print(out, store, result.plan());
        out.printf("deleted: %,d objects%n", result.deletedObjects());
      }
      case Outcome.Failed(BlobException e) ->
          throw CommandFailure.unavailable(
              "the collection could not be finished: " + e.getMessage(), e);
      case Outcome.Elsewhere _ ->
          throw CommandFailure.unavailable("another collection is under way");
    }
  }

  private static void print(PrintWriter out, String store, CollectionPlan plan) {
    out.printf(
        """
        store:   %s
        kept:    %,d chunks, %s, of %,d recipes in use
        garbage: %,d chunks, %s, and %,d recipes, %s
        """,
        store,
        plan.keptChunks(),
        ByteCount.forPeople(plan.keptBytes()),
        plan.liveRecipes(),
        plan.garbageChunks(),
        ByteCount.forPeople(plan.garbageBytes()),
        plan.garbageRecipes(),
        ByteCount.forPeople(plan.garbageRecipeBytes()));
  }
}

package dev.vitrine.cli;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.CollectionPlan;
import dev.vitrine.blobstore.Collector;
import dev.vitrine.cli.config.Configuration;
import dev.vitrine.images.collect.GarbageCollection.Outcome;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Deletes what no image needs.
@Command(
    name = "gc",
    description = {
      "Delete chunks and recipes that no image needs. The service must not run.",
      "",
      "A running service does this by itself, every collection_interval, and when an administrator"
          + " asks it to: POST /v2/collector. With --dry-run nothing is deleted, and the service"
          + " may run."
    },
    footer = {
      "",
      "Examples:",
      "  vitrine gc --dry-run           what would be deleted",
      "  vitrine gc --data /srv/images  delete it"
    })
final class GcCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Option(names = "--dry-run", description = "Print the plan and change nothing.")
  private boolean dryRun;

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    Logging.quiet();
    Configuration configuration = common.configuration();
    DataFolder folder = DataFolder.of(configuration, System.getenv());
    PrintWriter out = spec.commandLine().getOut();
    try {
      if (dryRun) {
        Wiring.planCollection(configuration, folder)
            .forEach((store, plan) -> print(out, store, plan));
      } else {
        for (var each : Wiring.collect(configuration, folder).entrySet()) {
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

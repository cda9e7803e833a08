package dev.vitrine.cli;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.blobstore.StoreStatistics;
import dev.vitrine.cli.command.Arguments;
import dev.vitrine.cli.command.Command;
import dev.vitrine.cli.command.Console;
import dev.vitrine.cli.command.Flag;
import dev.vitrine.cli.config.Configuration;
import dev.vitrine.images.ImageStatistics;
import java.util.Locale;
import java.util.stream.Collectors;

/// Prints what the images take, and what they would take if nothing were shared.
final class StatsCommand {
  private static final Flag.Switch JSON =
      new Flag.Switch("--json", "Print one JSON object, with exact numbers.");

  private StatsCommand() {}

  static Command command() {
    return Command.of(
            "stats",
            StatsCommand::run,
            "Count images, chunks and bytes. Works beside a running service.")
        .taking(CommonOptions.and(JSON))
        .noting(
            "  logical  what the images' sizes add up to",
            "  unique   what is left of that without repetitions and zeros",
            "  stored   what the store takes: chunks, packed or not, and the lists of chunks",
            "",
            "Examples:",
            "  vitrine stats",
            "  vitrine stats --json --data /srv/images");
  }

  private static int run(Arguments arguments, Console console) throws CommandFailure {
    CommonOptions common = new CommonOptions(arguments);
    Logging.quiet();
    Configuration configuration = common.configuration();
    DataFolder folder = DataFolder.of(configuration, System.getenv());
    try (Inspection inspection = MaintenanceWiring.inspect(configuration, folder)) {
      ImageStatistics images = ImageStatistics.of(inspection.catalog());
      StoreStatistics store = StoreStatistics.NOTHING;
      for (BlobStore blobs : inspection.stores().chunkStores()) {
        store = store.plus(StoreStatistics.of(blobs, images.recipes(inspection.stores(), blobs)));
      }
      console.out().println(arguments.has(JSON) ? json(images, store) : table(images, store));
      return ExitCode.OK;
    } catch (BlobException e) {
      throw CommandFailure.unavailable("the store cannot be read: " + e.getMessage(), e);
    }
  }

  private static String json(ImageStatistics images, StoreStatistics store) {
    return """
    {"images": %d, "imagesWithData": %d, "logicalBytes": %d, "uniqueBytes": %d, "storedBytes": %d,\
     "chunks": %d, "recipes": %d, "tiers": [%s]}\
    """
        .formatted(
            images.images(),
            images.withData(),
            store.logicalBytes(),
            store.uniqueBytes(),
            store.storedBytes(),
            store.chunks(),
            store.recipes(),
            store.tiers().stream().map(StatsCommand::json).collect(Collectors.joining(", ")));
  }

  private static String json(StoreStatistics.Held held) {
    return """
    {"name": "%s", "role": "%s", "chunks": %d, "chunkBytes": %d}\
    """
        .formatted(held.tier().name(), role(held), held.chunks(), held.chunkBytes());
  }

  private static String role(StoreStatistics.Held held) {
    return held.tier().role().name().toLowerCase(Locale.ROOT);
  }

  private static String table(ImageStatistics images, StoreStatistics store) {
    return """
    images   %,d, %,d of them with data
    logical  %s
    unique   %s in %,d chunks
    stored   %s with %,d recipes\
    """
            .formatted(
                images.images(),
                images.withData(),
                ByteCount.forPeople(store.logicalBytes()),
                ByteCount.forPeople(store.uniqueBytes()),
                store.chunks(),
                ByteCount.forPeople(store.storedBytes()),
                store.recipes())
        + (store.tiers().size() == 1
            ? ""
            : store.tiers().stream().map(StatsCommand::line).collect(Collectors.joining()));
  }

  private static String line(StoreStatistics.Held held) {
    return "%ntier     %s (%s): %s in %,d chunks"
        .formatted(
            held.tier().name(), role(held), ByteCount.forPeople(held.chunkBytes()), held.chunks());
  }
}

package dev.vitrine.cli;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.Fsck;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Location;
import dev.vitrine.catalog.UsageCensus;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.catalog.registry.Registry;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.cli.command.Arguments;
import dev.vitrine.cli.command.Command;
import dev.vitrine.cli.command.Console;
import dev.vitrine.cli.command.Flag;
import dev.vitrine.cli.config.Configuration;
import dev.vitrine.images.ImageStatistics;
import dev.vitrine.images.stores.Stores;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Checks that every image can be read back.
final class FsckCommand {
  private static final Flag.Switch DEEP =
      new Flag.Switch("--deep", "Read every byte and compare it with its SHA-256.");

  private FsckCommand() {}

  static Command command() {
    return Command.of(
            "fsck",
            FsckCommand::run,
            "Check the store and the counts of quotas against the images. Changes nothing; works"
                + " beside a running service.")
        .taking(CommonOptions.and(DEEP))
        .noting(
            "Exit codes:",
            "  0   clean",
            "  1   damage or a wrong count was found",
            "  2   the check could not be made",
            "",
            "Examples:",
            "  vitrine fsck                          names and lengths: seconds",
            "  vitrine fsck --deep --data /srv/images  every byte against its SHA-256");
  }

  private static int run(Arguments arguments, Console console)
      throws CommandFailure, InterruptedException {
    CommonOptions common = new CommonOptions(arguments);
    Logging.quiet();
    Configuration configuration = common.configuration();
    DataFolder folder = DataFolder.of(configuration, System.getenv());
    try (Inspection inspection = MaintenanceWiring.inspect(configuration, folder)) {
      List<BlobStore> stores = inspection.stores().chunkStores();
      boolean clean = true;
      for (BlobStore store : stores) {
        Fsck.Report report =
            check(store, arguments.has(DEEP), () -> recipes(folder, inspection.stores(), store));
        print(
            console.out(),
            stores.size() == 1 ? "" : store.name() + ": ",
            report,
            inspection.catalog());
        clean &= report.clean();
      }
      List<UsageCensus.Difference> miscounts =
          new UsageCensus(inspection.catalog().registry()).differences();
      print(console.out(), miscounts);
      return clean && miscounts.isEmpty() ? ExitCode.OK : ExitCode.DAMAGED;
    } catch (CommandFailure e) {
      throw CommandFailure.wrongUse(e.getMessage(), e);
    } catch (BlobException | RegistryException e) {
      throw CommandFailure.wrongUse("the check could not be finished: " + e.getMessage(), e);
    }
  }

  /// What images have in that store now, which the registry as it was at the start does not say.
  private static Set<Digest> recipes(DataFolder folder, Stores stores, BlobStore store)
      throws BlobException {
    try (Registry registry = RegistryWiring.openReadOnly(folder)) {
      return Set.copyOf(ImageStatistics.of(new Catalog(registry)).recipes(stores, store));
    } catch (CommandFailure | RegistryException e) {
      throw new BlobException.Transient("the images are not known", Duration.ZERO, e);
    }
  }

  private static Fsck.Report check(BlobStore store, boolean deep, Fsck.References references)
      throws BlobException, InterruptedException {
    Fsck fsck = new Fsck(store.tiers());
    try (TerminalProgress progress = TerminalProgress.start("fsck")) {
      return deep ? fsck.deep(references, progress::fsck) : fsck.quick(references, progress::fsck);
    }
  }

  private static void print(PrintWriter out, List<UsageCensus.Difference> miscounts) {
    for (UsageCensus.Difference miscount : miscounts) {
      out.println("miscounted: " + RecountCommand.text(miscount) + "; vitrine recount mends it");
    }
    out.flush();
  }

  /// @param store what the store's line begins with
  private static void print(PrintWriter out, String store, Fsck.Report report, Catalog catalog) {
    Map<Digest, List<String>> affected = report.clean() ? Map.of() : images(catalog);
    for (Fsck.Damage damage : report.damages()) {
      out.println("damaged: " + damage.name() + ": " + damage.reason());
      damage
          .recipes()
          .forEach(recipe -> {
            out.println("  needed by recipe " + recipe);
            affected
                .getOrDefault(recipe, List.of())
                .forEach(image -> out.println("    of image " + image));
          });
    }
    report.strays().forEach(stray -> out.println("stray: " + stray));
    out.printf(
        "%s%s: %,d recipes, %,d chunks, %s; %,d recipes belong to no image and %,d chunks (%s) to"
            + " no recipe, %,d strays%n",
        store,
        report.clean() ? "clean" : report.damages().size() + " damaged",
        report.recipes(),
        report.chunks(),
        ByteCount.forPeople(report.chunkBytes()),
        report.orphanRecipes(),
        report.orphanChunks(),
        ByteCount.forPeople(report.orphanBytes()),
        report.strays().size());
    out.flush();
  }

  /// The ids of the images, by the recipe that each needs.
  private static Map<Digest, List<String>> images(Catalog catalog) {
    Map<Digest, List<String>> images = new HashMap<>();
    try (Stream<Versioned<Image>> all = catalog.allImages()) {
      all.forEach(image -> {
        for (Location.Blob blob : image.value().blobs()) {
          images
              .computeIfAbsent(Digest.fromHex(blob.recipe()), _ -> new ArrayList<>())
              .add(image.value().id());
        }
      });
    }
    return images;
  }
}

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
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Checks that every image can be read back.
@Command(
    name = "fsck",
    description =
        "Check the store and the counts of quotas against the images. Changes nothing; works beside"
            + " a running service.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:clean",
      "1:damage or a wrong count was found",
      "2:the check could not be made"
    },
    footer = {
      "",
      "Examples:",
      "  vitrine fsck                          names and lengths: seconds",
      "  vitrine fsck --deep --data /srv/images  every byte against its SHA-256"
    })
final class FsckCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Option(names = "--deep", description = "Read every byte and compare it with its SHA-256.")
  private boolean deep;

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    Logging.quiet();
    Configuration configuration = common.configuration();
    DataFolder folder = DataFolder.of(configuration, System.getenv());
    try (Inspection inspection = Wiring.inspect(configuration, folder)) {
      List<BlobStore> stores = inspection.stores().chunkStores();
      boolean clean = true;
      for (BlobStore store : stores) {
        Fsck.Report report = check(store, () -> recipes(folder, inspection.stores(), store));
        print(stores.size() == 1 ? "" : store.name() + ": ", report, inspection.catalog());
        clean &= report.clean();
      }
      List<UsageCensus.Difference> miscounts =
          new UsageCensus(inspection.catalog().registry()).differences();
      print(miscounts);
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
    try (Registry registry = Wiring.openRegistryReadOnly(folder)) {
      return Set.copyOf(ImageStatistics.of(new Catalog(registry)).recipes(stores, store));
    } catch (CommandFailure | RegistryException e) {
      throw new BlobException.Transient("the images are not known", Duration.ZERO, e);
    }
  }

  private Fsck.Report check(BlobStore store, Fsck.References references)
      throws BlobException, InterruptedException {
    Fsck fsck = new Fsck(store.tiers());
    try (TerminalProgress progress = TerminalProgress.start("fsck")) {
      return deep ? fsck.deep(references, progress::fsck) : fsck.quick(references, progress::fsck);
    }
  }

  private void print(List<UsageCensus.Difference> miscounts) {
    PrintWriter out = spec.commandLine().getOut();
    for (UsageCensus.Difference miscount : miscounts) {
      out.println("miscounted: " + RecountCommand.text(miscount) + "; vitrine recount mends it");
    }
    out.flush();
  }

  /// @param store what the store's line begins with
  private void print(String store, Fsck.Report report, Catalog catalog) {
    PrintWriter out = spec.commandLine().getOut();
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

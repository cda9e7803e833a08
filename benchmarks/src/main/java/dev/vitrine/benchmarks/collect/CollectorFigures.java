package dev.vitrine.benchmarks.collect;

import dev.vitrine.blobstore.BlobUse;
import dev.vitrine.blobstore.CollectionPlan;
import dev.vitrine.blobstore.Collector;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.Tier;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Leases;
import dev.vitrine.images.collect.GarbageCollection;
import dev.vitrine.registry.rocksdb.RocksRegistry;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// A collection over the names of many chunks, with the real registry: `CollectorFigures GIBIBYTES
/// FOLDER`. Of the images, every tenth was deleted.
public final class CollectorFigures {
  private static final int DELETED = 10;

  private CollectorFigures() {}

  static void main(String[] args) throws Exception {
    PrintStream out = System.out;
    int chunks = Integer.parseInt(args[0]) * ((1 << 30) / MadeUpStore.CHUNK_BYTES);
    Path folder = Files.createDirectories(Path.of(args[1]));
    MadeUpStore store = new MadeUpStore(chunks);
    List<Digest> all = store.recipes();
    Set<Digest> used = Set.copyOf(all.stream().filter(each -> !deleted(all, each)).toList());
    out.printf("%,d chunks, %,d recipes, %,d in use%n", chunks, all.size(), used.size());
    Collector collector =
        new Collector(List.of(new Tier("made-up", Tier.Role.DURABLE, store)), use(used));
    CollectionPlan plan = timed(out, "plan", collector::plan);
    out.printf("  %,d chunks kept, %,d garbage%n", plan.keptChunks(), plan.garbageChunks());
    try (RocksRegistry registry = RocksRegistry.open(folder.resolve("registry"))) {
      Catalog catalog = new Catalog(registry);
      SequencedMap<String, Collector> collectors = new LinkedHashMap<>();
      collectors.put("made-up", collector);
      GarbageCollection collection =
          new GarbageCollection(
              catalog,
              new Leases(catalog, "figures", InstantSource.system()),
              collectors,
              _ -> false);
      var outcomes =
          timed(
              out,
              "collection",
              () ->
                  collection.collect(
                      Collector.patience(Duration.ofSeconds(1), Duration.ofMillis(1))));
      out.printf("  %s%n", outcomes);
    }
    out.printf("  %,d chunks left%n", store.chunksLeft());
  }

  private static boolean deleted(List<Digest> all, Digest recipe) {
    return all.indexOf(recipe) % DELETED == 0;
  }

  private static BlobUse use(Set<Digest> used) {
    return new BlobUse() {
      @Override
      public Set<Digest> recipes() {
        return used;
      }

      @Override
      public Set<Digest> beingRead() {
        return Set.of();
      }

      @Override
      public Set<String> writers() {
        return Set.of();
      }
    };
  }

  private interface Work<T> {
    T run() throws Exception;
  }

  private static <T> T timed(PrintStream out, String what, Work<T> work) throws Exception {
    long began = System.nanoTime();
    T result = work.run();
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    out.printf("%s: %.1f s%n", what, millis / 1e3);
    return result;
  }
}

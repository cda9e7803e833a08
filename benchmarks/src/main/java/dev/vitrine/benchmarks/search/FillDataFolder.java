package dev.vitrine.benchmarks.search;

import dev.vitrine.backend.filesystem.FileSystemBackend;
import dev.vitrine.registry.rocksdb.RocksRegistry;
import java.nio.file.Files;
import java.nio.file.Path;

/// Makes a data folder with many records of images: `FillDataFolder IMAGES FOLDER`. Many a commit:
/// by requests a million would take an hour.
public final class FillDataFolder {
  private static final int TOGETHER = 1000;

  private FillDataFolder() {}

  static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[1]));
    try (FileSystemBackend _ = FileSystemBackend.open(folder.resolve("store"));
        RocksRegistry opened = RocksRegistry.open(folder.resolve("registry"))) {
      CloudCatalogue.fill(opened, Integer.parseInt(args[0]), TOGETHER);
    }
  }
}

package dev.vitrine.registry.rocksdb;

import dev.vitrine.catalog.registry.RegistryException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/// The files of RocksDB's log in a folder, as files: what is in them RocksDB alone reads.
///
/// Throws [RegistryException] when the folder or a file of it cannot be read.
record LogFiles(Path directory) {

  /// Whether there is anything in them, which is so after a kill and not after a clean end.
  boolean hold() {
    try {
      for (Path file : all()) {
        if (Files.size(file) > 0) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new RegistryException("cannot look at the log in " + directory + ": " + e, e);
    }
  }

  /// Copies them durably.
  ///
  /// @param copies a folder that is made, when it is not there
  void copyTo(Path copies) {
    try {
      Files.createDirectories(copies);
      for (Path file : all()) {
        Path copy = copies.resolve(file.getFileName());
        Files.copy(file, copy);
        try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
      }
    } catch (IOException e) {
      throw new RegistryException("cannot copy the log to " + copies + ": " + e, e);
    }
  }

  private List<Path> all() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".log")).toList();
    }
  }
}

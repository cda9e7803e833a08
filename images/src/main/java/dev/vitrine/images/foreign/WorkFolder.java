package dev.vitrine.images.foreign;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where a conversion has its two files, in a folder of their own that nobody else may enter. Goes
/// away with all that is in it. Not thread-safe.
record WorkFolder(Path path) implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkFolder.class);

  /// @param parent is made unless it is there
  static WorkFolder in(Path parent) throws IOException {
    Files.createDirectories(parent);
    return new WorkFolder(Files.createTempDirectory(parent, ""));
  }

  /// Removes what conversions left whose process was killed. Only while there are none.
  static void clear(Path parent) throws IOException {
    if (!Files.isDirectory(parent)) {
      return;
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent)) {
      for (Path folder : folders) {
        remove(folder);
      }
    }
    Files.delete(parent);
  }

  Path image() {
    return path.resolve("image");
  }

  Path disk() {
    return path.resolve("disk");
  }

  private static void remove(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  @Override
  public void close() {
    try {
      remove(path);
    } catch (IOException e) {
      LOG.warn("What a conversion needed is left until the next start: {}", e.toString());
    }
  }
}

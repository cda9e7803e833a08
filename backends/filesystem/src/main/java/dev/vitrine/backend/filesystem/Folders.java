package dev.vitrine.backend.filesystem;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Folders as a store wants them: made durably, and listed whole.
final class Folders {
  private Folders() {}

  /// Makes the folder, durably, unless it is there or a symbolic link to one is.
  static void create(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path parent = folder.getParent();
    if (parent != null) {
      create(parent);
      Files.createDirectories(folder);
      Synchronizer.forceFolders(List.of(parent));
    }
  }

  /// The entries of a folder; none when it is not there.
  static List<Path> entries(Path folder) throws IOException {
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      List<Path> entries = new ArrayList<>();
      stream.forEach(entries::add);
      return entries;
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /// The nearest folder above that is there, or the path itself.
  static Path nearest(Path path) {
    Path at = path;
    while (!Files.exists(at) && at.getParent() != null) {
      at = at.getParent();
    }
    return at;
  }
}

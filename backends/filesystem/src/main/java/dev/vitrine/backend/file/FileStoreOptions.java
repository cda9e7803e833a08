package dev.vitrine.backend.file;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Where a file store has its images and how it writes them. Immutable.
///
/// @param folders at least one; read in this order, the greatest priority first
/// @param permissions mode bits of the files; empty to leave them to the process's mask
/// @param blockBytes what is looked at for zeros, where `thin` is wanted
/// @param thin whether blocks of zeros become holes
public record FileStoreOptions(
    List<Folder> folders, Optional<Integer> permissions, int blockBytes, boolean thin) {
  private static final int OWNER_READ = 0400;
  private static final int ALL_BITS = 0777;

  /// One folder.
  ///
  /// @param priority images go to the folder with the greatest priority that has room
  public record Folder(Path path, int priority) {
    public Folder {
      path = path.toAbsolutePath().normalize();
    }
  }

  /// Throws [IllegalArgumentException], with a sentence for the operator, for what cannot work.
  public FileStoreOptions {
    if (folders.isEmpty()) {
      throw new IllegalArgumentException("a file store needs a folder for its images");
    }
    for (Folder folder : folders) {
      if (folders.stream()
          .anyMatch(other ->
              other.path().equals(folder.path()) && other.priority() != folder.priority())) {
        throw new IllegalArgumentException(folder.path() + " has two priorities");
      }
    }
    folders =
        folders.stream()
            .distinct()
            .sorted(Comparator.comparingInt(Folder::priority).reversed())
            .toList();
    if (permissions.filter(bits -> (bits & OWNER_READ) == 0 || bits > ALL_BITS).isPresent()) {
      throw new IllegalArgumentException("the mode of image files lets nobody read them");
    }
    if (blockBytes < 1) {
      throw new IllegalArgumentException("a block has at least one byte");
    }
  }
}

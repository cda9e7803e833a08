package dev.vitrine.backend.filesystem;

import dev.vitrine.blobstore.ChunkBackend;
import dev.vitrine.blobstore.Content;
import dev.vitrine.blobstore.StoredName;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;

/// Takes damaged files out of their places, by renaming them. Thread-safe.
///
/// The file that is renamed is the one that was looked at. It is told by its inode, which no other
/// file gets as long as it is open here, and nothing is renamed meanwhile. So a file that somebody
/// put in the place of the damaged one since stays.
final class FileQuarantine {
  private final Layout layout;
  private final Publisher publisher;
  private final Synchronizer synchronizer;

  FileQuarantine(Layout layout, Publisher publisher, Synchronizer synchronizer) {
    this.layout = layout;
    this.publisher = publisher;
    this.synchronizer = synchronizer;
  }

  /// Returns whether the object was unsound, and is here now.
  boolean admit(StoredName name, ChunkBackend.Check check) throws IOException {
    Path target = layout.quarantined(name);
    StagedFile staged = publisher.staged(name);
    if (staged == null) {
      return admitNamed(layout.file(name), target, check);
    }
    try (FileChannel channel = FileChannel.open(staged.path(), StandardOpenOption.READ)) {
      if (isSound(channel, check)) {
        return false;
      }
    } catch (NoSuchFileException e) {
      return admitNamed(layout.file(name), target, check); // it has got its name by now
    }
    Folders.create(folderOf(target));
    return publisher.unstageTo(staged, target);
  }

  private boolean admitNamed(Path place, Path target, ChunkBackend.Check check) throws IOException {
    while (true) {
      try {
        Object before = Publisher.inode(place);
        try (FileChannel channel = FileChannel.open(place, StandardOpenOption.READ)) {
          if (!before.equals(Publisher.inode(place))) {
            continue; // replaced between the two looks
          }
          return !isSound(channel, check) && moveAside(place, before, target);
        }
      } catch (NoSuchFileException e) {
        return false;
      }
    }
  }

  private boolean moveAside(Path place, Object inode, Path target) throws IOException {
    Path folder = folderOf(target);
    Folders.create(folder);
    if (!publisher.moveAside(place, inode, target)) {
      return false;
    }
    synchronizer.syncNames(List.of(folderOf(place), folder));
    return true;
  }

  private static boolean isSound(FileChannel file, ChunkBackend.Check check) throws IOException {
    return check.sound(new Content.FileSlice(file, 0, file.size(), () -> {}));
  }

  private static Path folderOf(Path file) {
    return Objects.requireNonNull(file.getParent());
  }
}

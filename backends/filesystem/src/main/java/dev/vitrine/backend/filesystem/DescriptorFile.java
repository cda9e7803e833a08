package dev.vitrine.backend.filesystem;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.StoreDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// The file that makes a directory a store: its [StoreDescriptor].
final class DescriptorFile {
  private static final String DRAFT_NAME = StoreDescriptor.NAME + ".new";

  private DescriptorFile() {}

  /// The directory's descriptor, or empty when it has none.
  ///
  /// Throws [BlobException.TooNew] when a newer version made the store, [BlobException.Corrupt]
  /// when the file is not a descriptor.
  static Optional<StoreDescriptor> read(Path root) throws IOException {
    Path file = root.resolve(StoreDescriptor.NAME);
    byte[] bytes;
    try (var in = Files.newInputStream(file)) {
      bytes = in.readNBytes(StoreDescriptor.MAX_BYTES);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    return Optional.of(StoreDescriptor.decode(file.toString(), ByteBuffer.wrap(bytes)));
  }

  /// Writes the descriptor: whole or not at all, and durably once the caller has synchronised the
  /// directory.
  static void write(Path root, StoreDescriptor descriptor) throws IOException {
    Path draft = root.resolve(DRAFT_NAME);
    try (FileChannel file =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = descriptor.encode();
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(true);
    }
    Files.move(draft, root.resolve(StoreDescriptor.NAME), StandardCopyOption.ATOMIC_MOVE);
  }

  /// Whether an empty directory may have this in it: left by a store that was being made.
  static boolean isDraft(Path entry) {
    return entry.getFileName().toString().equals(DRAFT_NAME);
  }
}

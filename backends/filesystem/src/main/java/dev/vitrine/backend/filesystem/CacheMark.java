package dev.vitrine.backend.filesystem;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/// The file that makes a store's directory a cache, and says whether what is in it can be trusted.
///
/// A cache is not synchronised while it is used. The kernel keeps what was written when the process
/// is killed, and not when the machine loses power. So the file names the boot of the machine under
/// which the cache was written, or says that it was closed and synchronised; under any other boot
/// its content is thrown away.
///
/// @param text `boot <id>` or `closed`
record CacheMark(String text) {
  static final String NAME = "cache";

  private static final CacheMark CLOSED = new CacheMark("closed");
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  static Optional<CacheMark> read(Path root) throws IOException {
    try {
      return Optional.of(
          new CacheMark(Files.readString(root.resolve(NAME), StandardCharsets.US_ASCII).strip()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  static CacheMark closed() {
    return CLOSED;
  }

  /// Written under this boot of the machine. Where the kernel does not say which it is, no later
  /// one is the same.
  static CacheMark ofThisBoot() {
    try {
      return new CacheMark("boot " + Files.readString(BOOT_ID, StandardCharsets.US_ASCII).strip());
    } catch (IOException e) {
      return new CacheMark("boot unknown, " + System.nanoTime());
    }
  }

  /// Whether the content is what was written.
  boolean trusted() {
    return equals(CLOSED) || equals(ofThisBoot());
  }

  /// Writes the file: whole or not at all, and durably.
  void write(Path root) throws IOException {
    Path draft = root.resolve(NAME + ".new");
    Files.writeString(draft, text + "\n", StandardCharsets.US_ASCII);
    try (FileChannel file = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      file.force(true);
    }
    Files.move(draft, root.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    Synchronizer.forceFolders(List.of(root));
  }

  static boolean isMark(Path entry) {
    String name = entry.getFileName().toString();
    return name.equals(NAME) || name.equals(NAME + ".new");
  }
}

package dev.vitrine.backend.filesystem;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.Chunker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The file that makes a directory a store: three lines of text, written once.
///
/// @param chunkerId how the store's content was cut
/// @param created when, for people
record StoreDescriptor(int chunkerId, Instant created) {
  static final String FILE_NAME = "vitrine-store";
  private static final String DRAFT_NAME = FILE_NAME + ".new";
  private static final int FORMAT_VERSION = 1;

  /// Far more than any version of the file needs.
  private static final int MAX_FILE_BYTES = 4096;

  private static final Pattern FORMAT = Pattern.compile("vitrine-store (\\d{1,9})");
  private static final Pattern CHUNKER = Pattern.compile("chunker (\\d{1,9})");
  private static final Pattern CREATED = Pattern.compile("created (\\S+)");

  static StoreDescriptor forNewStore() {
    return new StoreDescriptor(Chunker.ID, Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }

  /// The directory's descriptor, or empty when it has none.
  ///
  /// Throws [BlobException.TooNew] when a newer version made the store, [BlobException.Corrupt]
  /// when the file is not a descriptor.
  static Optional<StoreDescriptor> read(Path root) throws IOException {
    Path file = root.resolve(FILE_NAME);
    byte[] bytes;
    try (var in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_FILE_BYTES);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    List<String> lines = new String(bytes, StandardCharsets.US_ASCII).lines().toList();
    Matcher format = FORMAT.matcher(lines.isEmpty() ? "" : lines.getFirst());
    if (!format.matches()) {
      throw new BlobException.Corrupt(file + " is not the descriptor of a store");
    }
    if (Integer.parseInt(format.group(1)) > FORMAT_VERSION) {
      throw new BlobException.TooNew(
          file + ": a store of format " + format.group(1) + ", this program reads 1");
    }
    Matcher chunker = CHUNKER.matcher(lines.size() == 3 ? lines.get(1) : "");
    Matcher created = CREATED.matcher(lines.size() == 3 ? lines.get(2) : "");
    if (!chunker.matches() || !created.matches()) {
      throw new BlobException.Corrupt(file + " is damaged");
    }
    int chunkerId = Integer.parseInt(chunker.group(1));
    if (chunkerId > Chunker.ID) {
      throw new BlobException.TooNew(
          file + ": a store of chunker " + chunkerId + ", this program has " + Chunker.ID);
    }
    try {
      return Optional.of(new StoreDescriptor(chunkerId, Instant.parse(created.group(1))));
    } catch (DateTimeParseException e) {
      throw new BlobException.Corrupt(file + " is damaged");
    }
  }

  /// Writes the descriptor: whole or not at all, and durably once the caller has synchronised the
  /// directory.
  void write(Path root) throws IOException {
    String text =
        "vitrine-store "
            + FORMAT_VERSION
            + "\nchunker "
            + chunkerId
            + "\ncreated "
            + created
            + "\n";
    Path draft = root.resolve(DRAFT_NAME);
    try (FileChannel file =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(true);
    }
    Files.move(draft, root.resolve(FILE_NAME), StandardCopyOption.ATOMIC_MOVE);
  }

  /// Whether an empty directory may have this in it: left by a store that was being made.
  static boolean isDraft(Path entry) {
    return entry.getFileName().toString().equals(DRAFT_NAME);
  }
}

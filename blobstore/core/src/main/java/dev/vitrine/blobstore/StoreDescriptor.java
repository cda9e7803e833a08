package dev.vitrine.blobstore;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What makes a place a store: three lines of text under [#NAME], written once.
///
/// @param chunkerId how the store's content was cut
/// @param created when, for people
public record StoreDescriptor(int chunkerId, Instant created) {
  /// Its name, the same on every backend.
  public static final String NAME = "vitrine-store";

  /// Far more than any version of the text needs.
  public static final int MAX_BYTES = 4096;

  private static final int FORMAT_VERSION = 1;
  private static final Pattern FORMAT = Pattern.compile("vitrine-store (\\d{1,9})");
  private static final Pattern CHUNKER = Pattern.compile("chunker (\\d{1,9})");
  private static final Pattern CREATED = Pattern.compile("created (\\S+)");

  public static StoreDescriptor forNewStore() {
    return new StoreDescriptor(Chunker.ID, Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }

  /// Reads a descriptor.
  ///
  /// Throws [BlobException.TooNew] when a newer version made the store, [BlobException.Corrupt]
  /// when the text is not a descriptor.
  ///
  /// @param place where the text was found, for messages
  public static StoreDescriptor decode(String place, ByteBuffer text) throws BlobException {
    List<String> lines =
        StandardCharsets.US_ASCII.decode(text.duplicate()).toString().lines().toList();
    Matcher format = FORMAT.matcher(lines.isEmpty() ? "" : lines.getFirst());
    if (!format.matches()) {
      throw new BlobException.Corrupt(place + " is not the descriptor of a store");
    }
    if (Integer.parseInt(format.group(1)) > FORMAT_VERSION) {
      throw new BlobException.TooNew(
          place + ": a store of format " + format.group(1) + ", this program reads 1");
    }
    Matcher chunker = CHUNKER.matcher(lines.size() == 3 ? lines.get(1) : "");
    Matcher created = CREATED.matcher(lines.size() == 3 ? lines.get(2) : "");
    if (!chunker.matches() || !created.matches()) {
      throw new BlobException.Corrupt(place + " is damaged");
    }
    int chunkerId = Integer.parseInt(chunker.group(1));
    if (chunkerId > Chunker.ID) {
      throw new BlobException.TooNew(
          place + ": a store of chunker " + chunkerId + ", this program has " + Chunker.ID);
    }
    try {
      return new StoreDescriptor(chunkerId, Instant.parse(created.group(1)));
    } catch (DateTimeParseException e) {
      throw new BlobException.Corrupt(place + " is damaged");
    }
  }

  public ByteBuffer encode() {
    String text =
        "vitrine-store "
            + FORMAT_VERSION
            + "\nchunker "
            + chunkerId
            + "\ncreated "
            + created
            + "\n";
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}

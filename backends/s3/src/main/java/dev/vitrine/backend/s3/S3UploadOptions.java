package dev.vitrine.backend.s3;

/// In what pieces whole images go into a bucket. One upload never has more than `partBytes *
/// (partsInFlight + 1)` bytes in memory, part sizes of very long images aside (see [#partBytes(int,
/// long)]).
///
/// @param largeObjectBytes from which announced length on images go in parts
/// @param partBytes length of a part
/// @param partsInFlight parts of one image that are on their way at once
public record S3UploadOptions(long largeObjectBytes, long partBytes, int partsInFlight) {
  private static final long MIB = 1L << 20;

  /// What S3 allows at least, but for the last.
  public static final long LEAST_PART_BYTES = 5 * MIB;

  /// What S3 allows at most.
  static final int MOST_PARTS = 10_000;

  /// A part is one array.
  private static final long GREATEST_PART_BYTES = 1L << 30;

  /// Parts after which the next are a whole [#partBytes] longer, when nobody knows how many will
  /// come: with 10 MiB the greatest number of parts holds more than 1 TiB.
  private static final int PARTS_BEFORE_GROWN = 500;

  public S3UploadOptions {
    if (partBytes < LEAST_PART_BYTES || partBytes > GREATEST_PART_BYTES) {
      throw new IllegalArgumentException(
          "parts have 5 to 1024 MiB, and not " + partBytes + " bytes");
    }
    if (largeObjectBytes < 0 || partsInFlight <= 0) {
      throw new IllegalArgumentException("at least one part has to be in flight");
    }
  }

  /// With the sizes that Glance has when nobody says others.
  public static S3UploadOptions usual() {
    return new S3UploadOptions(100 * MIB, 10 * MIB, 10);
  }

  /// Whether an image of that length goes in one piece: when the operator wants it, and the memory
  /// that parts may take holds it.
  boolean inOnePiece(long lengthBytes) {
    return lengthBytes < largeObjectBytes && lengthBytes <= partBytes * partsInFlight;
  }

  /// Length of a part.
  ///
  /// @param ordinal of the part, from 0
  /// @param lengthBytes of the image; negative while nobody knows it
  int partBytes(int ordinal, long lengthBytes) {
    long bytes =
        lengthBytes < 0
            ? partBytes + partBytes * ordinal / PARTS_BEFORE_GROWN
            : Math.max(partBytes, Math.ceilDiv(lengthBytes, (long) MOST_PARTS));
    return Math.toIntExact(Math.min(bytes, GREATEST_PART_BYTES));
  }
}

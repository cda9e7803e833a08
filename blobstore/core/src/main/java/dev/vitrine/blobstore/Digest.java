package dev.vitrine.blobstore;

import dev.vitrine.blobstore.hash.Hasher;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/// A SHA-256 (FIPS 180-4): the only identity of content. Immutable; four longs, so that a map of
/// them costs no array each. Ordered as its bytes are, unsigned.
public record Digest(long w0, long w1, long w2, long w3) implements Comparable<Digest> {
  public static final int LENGTH_BYTES = 32;

  private static final String SHA_256 = "SHA-256";

  /// Reads 32 bytes from the buffer's position, which moves.
  public static Digest readFrom(ByteBuffer buffer) {
    // Big-endian whatever the buffer's own order is: the words compare as the bytes do.
    ByteBuffer ordered = buffer.duplicate();
    Digest digest =
        new Digest(ordered.getLong(), ordered.getLong(), ordered.getLong(), ordered.getLong());
    buffer.position(ordered.position());
    return digest;
  }

  public static Digest of(byte[] sha256) {
    InvariantViolated.unless(sha256.length == LENGTH_BYTES, "a digest has 32 bytes");
    return readFrom(ByteBuffer.wrap(sha256));
  }

  /// Parses 64 hexadecimal digits; throws [IllegalArgumentException] on anything else.
  public static Digest fromHex(String hex) {
    if (hex.length() != 2 * LENGTH_BYTES) {
      throw new IllegalArgumentException("a digest is 64 hexadecimal digits: " + hex);
    }
    return of(HexFormat.of().parseHex(hex));
  }

  /// The digest of the buffers' remaining bytes, in order; positions do not move.
  public static Digest sha256(Iterable<ByteBuffer> content) {
    return of(Hasher.hash(SHA_256, content));
  }

  static Hasher newSha256() {
    return Hasher.of(SHA_256);
  }

  /// Writes 32 bytes at the buffer's position, which moves.
  public void writeTo(ByteBuffer buffer) {
    byte[] bytes = toBytes();
    buffer.put(bytes);
  }

  public byte[] toBytes() {
    return ByteBuffer.allocate(LENGTH_BYTES)
        .putLong(w0)
        .putLong(w1)
        .putLong(w2)
        .putLong(w3)
        .array();
  }

  public String toHex() {
    return HexFormat.of().formatHex(toBytes());
  }

  /// The first byte, 0 to 255: the fan-out folder, the listing shard.
  public int firstByte() {
    return (int) (w0 >>> 56);
  }

  @Override
  public int compareTo(Digest other) {
    int order = Long.compareUnsigned(w0, other.w0);
    if (order == 0) {
      order = Long.compareUnsigned(w1, other.w1);
    }
    if (order == 0) {
      order = Long.compareUnsigned(w2, other.w2);
    }
    return order != 0 ? order : Long.compareUnsigned(w3, other.w3);
  }

  @Override
  public int hashCode() {
    return (int) w0; // SHA-256 is uniform already
  }

  @Override
  public String toString() {
    return toHex();
  }
}

package dev.vitrine.blobstore;

import dev.vitrine.blobstore.hash.Hasher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;

/// Reads a [Content] into memory, whatever its form. The caller still closes the content.
public final class ContentBytes {
  /// How much of a file is read at once when it is only looked at.
  private static final int READ_BYTES = 256 << 10;

  private ContentBytes() {}

  /// The whole content, which stays valid when that is closed. Its length is known to be small.
  public static ByteBuffer read(Content content) throws BlobException {
    if (content instanceof Content.Buffer buffer && buffer.isUnowned()) {
      return buffer.bytes().duplicate();
    }
    ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(content.lengthBytes()));
    forEach(content, all::put);
    return all.flip();
  }

  /// The digest of the content.
  static Digest sha256(Content content) throws BlobException {
    Hasher sha256 = Digest.newSha256();
    forEach(content, sha256::update);
    return Digest.of(sha256.finish());
  }

  private static void forEach(Content content, Consumer<ByteBuffer> action) throws BlobException {
    switch (content) {
      case Content.Buffer buffer -> action.accept(buffer.bytes().duplicate());
      case Content.FileSlice slice -> forEach(slice, action);
      case Content.Zeros zeros -> {
        for (long left = zeros.lengthBytes(); left > 0; ) {
          int length = (int) Math.min(left, Chunker.ZERO_RUN_MIN_BYTES);
          action.accept(ZeroBytes.buffer(length));
          left -= length;
        }
      }
    }
  }

  private static void forEach(Content.FileSlice slice, Consumer<ByteBuffer> action)
      throws BlobException {
    ByteBuffer part = ByteBuffer.allocate((int) Math.min(READ_BYTES, slice.lengthBytes()));
    long at = slice.offset();
    long end = at + slice.lengthBytes();
    while (at < end) {
      part.clear().limit((int) Math.min(part.capacity(), end - at));
      int count;
      try {
        count = slice.file().read(part, at);
      } catch (IOException e) {
        throw new BlobException.Transient("a stored file cannot be read", Duration.ofSeconds(1), e);
      }
      if (count < 0) {
        throw new BlobException.Corrupt("a stored file has become shorter");
      }
      action.accept(part.flip());
      at += count;
    }
  }
}

package dev.vitrine.blobstore.testkit;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobReader;
import dev.vitrine.blobstore.Content;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Reads contents into arrays, the way a test compares them.
public final class ContentReader {
  private ContentReader() {}

  /// The bytes of a content of any form, which stays open.
  public static byte[] bytes(Content content) throws IOException {
    byte[] bytes = new byte[Math.toIntExact(content.lengthBytes())];
    switch (content) {
      case Content.Buffer buffer -> buffer.bytes().duplicate().get(bytes);
      case Content.Zeros _ -> {}
      case Content.FileSlice slice -> {
        ByteBuffer into = ByteBuffer.wrap(bytes);
        while (into.hasRemaining()) {
          if (slice.file().read(into, slice.offset() + into.position()) < 0) {
            throw new BlobException.Corrupt("the file ends early");
          }
        }
      }
    }
    return bytes;
  }

  /// What the reader still has to give.
  public static byte[] rest(BlobReader reader) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (true) {
      try (Content content = reader.next()) {
        if (content == null) {
          return all.toByteArray();
        }
        all.writeBytes(bytes(content));
      }
    }
  }
}

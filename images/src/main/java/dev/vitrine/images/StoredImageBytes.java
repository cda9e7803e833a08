package dev.vitrine.images;

import dev.vitrine.formats.disk.ImageBytes;
import dev.vitrine.images.stores.StoredData;
import java.io.EOFException;
import java.io.IOException;

/// An image's bytes, to be read anywhere, for readers of disks. Not thread-safe. Fails as
/// [StoredInputStream] does.
final class StoredImageBytes implements ImageBytes, AutoCloseable {
  private final StoredData data;
  private final StoredInputStream stream;
  private long position;

  /// Takes over the data: [#close] closes it.
  StoredImageBytes(StoredData data) {
    this.data = data;
    this.stream = new StoredInputStream(data);
  }

  @Override
  public long lengthBytes() {
    return data.lengthBytes();
  }

  @Override
  public void read(long offset, byte[] into, int at, int count) throws IOException {
    if (offset != position) {
      stream.seek(offset);
      position = offset;
    }
    int read = stream.readNBytes(into, at, count);
    position += read;
    if (read < count) {
      throw new EOFException("an image ended at byte " + position);
    }
  }

  @Override
  public void close() {
    stream.close();
  }
}

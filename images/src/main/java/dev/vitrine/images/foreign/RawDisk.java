package dev.vitrine.images.foreign;

import dev.vitrine.images.ForeignDisks;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The file that a conversion has made. Not thread-safe.
final class RawDisk implements ForeignDisks.Disk {
  private static final Logger LOG = LoggerFactory.getLogger(RawDisk.class);

  private final WorkFolder folder;
  private final FileChannel file;
  private final long lengthBytes;
  private final Runnable onClose;

  private RawDisk(WorkFolder folder, FileChannel file, long lengthBytes, Runnable onClose) {
    this.folder = folder;
    this.file = file;
    this.lengthBytes = lengthBytes;
    this.onClose = onClose;
  }

  /// Takes over the folder, if it does not throw.
  ///
  /// @param onClose runs once the folder is gone
  static RawDisk open(WorkFolder folder, Runnable onClose) throws IOException {
    FileChannel file = FileChannel.open(folder.disk(), StandardOpenOption.READ);
    try {
      return new RawDisk(folder, file, file.size(), onClose);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public long lengthBytes() {
    return lengthBytes;
  }

  @Override
  public void read(long offset, byte[] into, int at, int count) throws IOException {
    ByteBuffer target = ByteBuffer.wrap(into, at, count);
    while (target.hasRemaining()) {
      if (file.read(target, offset + count - target.remaining()) < 0) {
        throw new EOFException("the converted disk has become shorter");
      }
    }
  }

  @Override
  public InputStream stream() {
    return Channels.newInputStream(file);
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      LOG.warn("A converted disk could not be closed: {}", e.toString());
    }
    folder.close();
    onClose.run();
  }
}

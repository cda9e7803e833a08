package dev.vitrine.backend.file;

import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.blobstore.Content;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Slices of one open file, for sendfile. The file is closed when the reader and every slice that
/// it gave are.
final class FileImageReader implements ImageReader {
  private static final Logger LOG = LoggerFactory.getLogger(FileImageReader.class);

  /// How much leaves in one piece; between two pieces a file that became shorter is noticed.
  private static final long RUN_BYTES = 8L << 20;

  private final FileChannel channel;
  private final Path file;
  private final AtomicInteger holders = new AtomicInteger(1);
  private final AtomicReference<@Nullable Runnable> own = new AtomicReference<>(this::release);
  private final long end;
  private long at;

  /// Takes the channel over.
  FileImageReader(FileChannel channel, Path file, long offset, long lengthBytes) {
    this.channel = channel;
    this.file = file;
    this.at = offset;
    this.end = offset + lengthBytes;
  }

  @Override
  public @Nullable Content next() throws ImageStoreException {
    if (at == end) {
      return null;
    }
    long length = Math.min(RUN_BYTES, end - at);
    try {
      if (channel.size() < at + length) {
        throw new ImageStoreException.Damaged(file + " has become shorter");
      }
    } catch (IOException e) {
      throw FileFailures.translate("reading " + file, file, e);
    }
    holders.incrementAndGet();
    Content slice = new Content.FileSlice(channel, at, length, this::release);
    at += length;
    return slice;
  }

  private void release() {
    if (holders.decrementAndGet() == 0) {
      try {
        channel.close();
      } catch (IOException e) {
        LOG.warn("{} was not closed cleanly: {}", file, e.getMessage());
      }
    }
  }

  @Override
  public void close() {
    Runnable release = own.getAndSet(null);
    if (release != null) {
      release.run();
    }
  }
}

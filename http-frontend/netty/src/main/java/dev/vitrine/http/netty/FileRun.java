package dev.vitrine.http.netty;

import io.netty.channel.DefaultFileRegion;
import java.nio.channels.FileChannel;

/// Bytes of a file that the kernel sends. Tells when neither we nor the kernel need the file any
/// more, and leaves it open: it is the caller's.
final class FileRun extends DefaultFileRegion {
  private final Runnable onSent;

  FileRun(FileChannel file, long offset, long lengthBytes, Runnable onSent) {
    super(file, offset, lengthBytes);
    this.onSent = onSent;
  }

  /// The last reference is gone; the inherited method would close the file.
  @Override
  protected void deallocate() {
    SocketSink.tell(onSent);
  }
}

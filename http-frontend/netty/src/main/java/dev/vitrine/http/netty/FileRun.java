package dev.vitrine.http.netty;

import io.netty.channel.DefaultFileRegion;
import java.nio.channels.FileChannel;

/// Bytes of a file that the kernel sends. Tells when neither we nor the kernel need the file any
/// more, and leaves it open: it is the caller's.
final class FileRun extends DefaultFileRegion {
  private final Runnable onSent;
  private final Runnable onUnreadable;

  FileRun(FileChannel file, long offset, long lengthBytes, Runnable onSent, Runnable onUnreadable) {
    super(file, offset, lengthBytes);
    this.onSent = onSent;
    this.onUnreadable = onUnreadable;
  }

  /// The file did not give its bytes.
  void unreadable() {
    SocketSink.tell(onUnreadable);
  }

  /// The last reference is gone; the inherited method would close the file.
  @Override
  protected void deallocate() {
    SocketSink.tell(onSent);
  }
}

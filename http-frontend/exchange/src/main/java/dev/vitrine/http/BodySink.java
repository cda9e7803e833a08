package dev.vitrine.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Where the body of an answer goes. Written by one thread, the request's own; every call blocks
/// while more than two runs are ahead of the socket, and throws when the client is gone or takes
/// nothing for too long. Each run's `onSent` is called exactly once, on any thread, when its bytes
/// were sent or given up, also when the call throws.
public interface BodySink {

  /// Bytes of an open file; sent by the kernel where the connection allows it.
  ///
  /// @param onUnreadable called when the file did not give the bytes; on any thread, before or
  ///   after `onSent`
  void file(FileChannel file, long offset, long lengthBytes, Runnable onSent, Runnable onUnreadable)
      throws IOException, InterruptedException;

  /// The remaining bytes of a buffer, unchanged until `onSent`.
  void bytes(ByteBuffer bytes, Runnable onSent) throws IOException, InterruptedException;

  /// Zeros.
  void zeros(long lengthBytes) throws IOException, InterruptedException;
}

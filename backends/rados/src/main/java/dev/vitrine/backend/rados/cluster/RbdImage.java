package dev.vitrine.backend.rados.cluster;

import java.nio.ByteBuffer;

/// An image, or a snapshot of one, that is open. Thread-safe. Each call has a limit of time.
public interface RbdImage extends AutoCloseable {

  /// What an image is like.
  ///
  /// @param objectBytes the size of the objects that it consists of
  record Shape(long lengthBytes, long objectBytes) {}

  Shape shape() throws RadosFailure, InterruptedException;

  /// Makes the image longer, or cuts it.
  void resize(long lengthBytes) throws RadosFailure, InterruptedException;

  /// Begins to write a direct buffer's remaining bytes. The buffer belongs to the cluster until the
  /// completion ended; then the bytes are durable, or it failed.
  Completion write(long offset, ByteBuffer bytes) throws RadosFailure;

  /// Begins to fill a direct buffer up to its limit. The buffer belongs to the cluster until the
  /// completion ended. It comes to the number of bytes read, fewer only at the image's end.
  Completion read(long offset, ByteBuffer into) throws RadosFailure;

  /// How many have the image open to change it, this one among them.
  int users() throws RadosFailure, InterruptedException;

  void createSnapshot(String name) throws RadosFailure, InterruptedException;

  /// From here on the snapshot cannot be removed, and may have clones.
  void protectSnapshot(String name) throws RadosFailure, InterruptedException;

  /// Fails with [RadosFailure.Kind#BUSY] when there are clones that need the protection, and with
  /// [RadosFailure.Kind#INVALID] when there is none.
  void unprotectSnapshot(String name) throws RadosFailure, InterruptedException;

  void removeSnapshot(String name) throws RadosFailure, InterruptedException;

  /// As [#close], but waits for nothing: for an image of a cluster that does not answer.
  void closeLater();

  /// Waits for what is under way. Closing twice does nothing.
  @Override
  void close();
}

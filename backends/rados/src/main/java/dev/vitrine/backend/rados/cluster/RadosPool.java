package dev.vitrine.backend.rados.cluster;

import java.nio.ByteBuffer;
import java.util.List;

/// Objects and images of a pool. Thread-safe. Each call has a limit of time. A pool without room
/// fails at once, with [RadosFailure.Kind#FULL], and what frees room works.
public interface RadosPool extends AutoCloseable {

  /// Into how many parts of about the same size the names' hashes divide a listing: of 10 million
  /// objects, each has forty thousand.
  int SLICES = 256;

  /// Begins to ask for an object's length; that is what the completion comes to.
  Completion length(String object) throws RadosFailure;

  /// Begins to store an object, whole or not at all, in place of what was there. Takes a copy of
  /// the buffer's remaining bytes before it returns.
  Completion put(String object, ByteBuffer bytes) throws RadosFailure;

  /// Begins to read into a direct buffer, up to its limit. The buffer belongs to the cluster until
  /// the completion ended. It comes to the number of bytes read, fewer only at the object's end.
  Completion read(String object, long offset, ByteBuffer into) throws RadosFailure;

  /// Begins to remove an object.
  Completion remove(String object) throws RadosFailure;

  /// The names of the objects of one part, in no order. What is put or removed meanwhile may or may
  /// not be seen.
  ///
  /// @param slice from 0 to [#SLICES] - 1
  List<String> names(int slice) throws RadosFailure, InterruptedException;

  /// Makes an image.
  ///
  /// @param objectBytes the size of the objects that it consists of: a power of two
  void createImage(String name, long lengthBytes, long objectBytes)
      throws RadosFailure, InterruptedException;

  /// Opens an image to change it. The caller closes it. While it is open nobody can remove it.
  RbdImage openImage(String name) throws RadosFailure, InterruptedException;

  /// Opens an image to read it. The caller closes it. It keeps nobody from removing the image, and
  /// **what is removed reads as zeros**.
  ///
  /// @param snapshot empty for the image as it is now
  RbdImage openImage(String name, String snapshot) throws RadosFailure, InterruptedException;

  /// Removes an image without snapshots that nobody has open.
  void removeImage(String name) throws RadosFailure, InterruptedException;

  /// Takes an image's name away; what depends on the image goes on, and the cluster's operator
  /// empties the trash.
  void trashImage(String name) throws RadosFailure, InterruptedException;

  @Override
  void close();
}

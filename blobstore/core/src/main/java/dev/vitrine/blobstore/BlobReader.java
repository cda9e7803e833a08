package dev.vitrine.blobstore;

import org.jspecify.annotations.Nullable;

/// One blob on its way out: its content in order, a piece at a time, each in the cheapest form.
///
/// **Not thread-safe.** What [#next] returned belongs to the caller, who closes it. What was
/// fetched before it was asked for is given back by [#release].
public interface BlobReader {

  /// Length of the whole blob in bytes.
  long lengthBytes();

  /// Restricts what follows to `lengthBytes` bytes from `offset`; both must lie within the blob.
  void seek(long offset, long lengthBytes);

  /// The next run of bytes, never longer than one piece, or null at the end.
  ///
  /// Throws [BlobException.NotFound] or [BlobException.Corrupt] when a chunk is lost or damaged:
  /// the bytes returned so far were right, the rest cannot be had here.
  @Nullable Content next() throws BlobException;

  /// Nobody reads any more: from now on the blob may be collected, if nothing else needs it. A
  /// reader that was forgotten is noticed, but late. From any thread; twice does no harm.
  void release();
}

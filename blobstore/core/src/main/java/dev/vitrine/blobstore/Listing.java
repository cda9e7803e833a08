package dev.vitrine.blobstore;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/// One shard of a backend's listing, read to its end: a 256th of the objects.
final class Listing {
  private Listing() {}

  static List<ChunkBackend.Listed> of(ChunkBackend backend, StoredName.Kind kind, int prefix)
      throws BlobException {
    try (Stream<ChunkBackend.Listed> listed = backend.list(kind, prefix)) {
      return listed.toList();
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof BlobException failure) {
        throw failure;
      }
      throw e;
    }
  }
}

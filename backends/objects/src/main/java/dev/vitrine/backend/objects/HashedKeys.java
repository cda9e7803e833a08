package dev.vitrine.backend.objects;

import dev.vitrine.blobstore.BlobException;
import java.util.List;
import java.util.stream.Stream;

/// The keys of a container that knows them by their hashes: whatever is asked of a listing, it
/// looks at all of them, and each object's length is one more question. Thread-safe.
public interface HashedKeys {

  /// Every key, in no order. The caller closes the stream; while it is read it may throw
  /// [java.io.UncheckedIOException] around a [BlobException].
  Stream<String> all() throws BlobException;

  /// Those of the objects that are there, in no order. Asks for many lengths at once.
  List<ObjectContainer.Entry> measured(List<String> keys) throws BlobException;
}

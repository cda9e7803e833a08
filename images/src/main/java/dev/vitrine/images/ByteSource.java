package dev.vitrine.images;

import dev.vitrine.blobstore.Slice;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Bytes that come in, a slice at a time: from a client, or from another store. Read by one thread.
@FunctionalInterface
public interface ByteSource {

  /// Waits for the next slice, whose one reference goes to the caller; null at the end. Throws when
  /// the other side broke off: what came so far is a part, never the whole.
  @Nullable Slice next() throws IOException, InterruptedException;
}

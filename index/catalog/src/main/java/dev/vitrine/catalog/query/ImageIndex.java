package dev.vitrine.catalog.query;

import java.time.Duration;
import java.util.List;

/// Finds images. Derived from the registry and rebuilt from it at will. Thread-safe.
public interface ImageIndex extends AutoCloseable {

  /// The ids of the page's images in order, as of a state that contains every commit up to
  /// `revision`. Waits for that at most `limit` and then throws [IndexBehindException].
  List<String> search(ImageQuery query, long revision, Duration limit)
      throws IndexBehindException, InterruptedException;

  @Override
  void close();
}

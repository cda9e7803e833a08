package dev.vitrine.catalog.query;

import java.time.Duration;

/// Finds images by what is written in them, and counts them. Derived from the registry and rebuilt
/// from it at will. Thread-safe.
public interface Discovery {

  /// The page, as of a state that contains every commit up to `revision`.
  ///
  /// Waits for that at most `limit` and then throws [IndexBehindException]; searches at most
  /// `limit` as well, and then throws [DiscoveryTimeoutException]. Nothing but images in the
  /// query's scope has an influence on the answer.
  Findings discover(DiscoveryQuery query, long revision, Duration limit)
      throws IndexBehindException, DiscoveryTimeoutException, InterruptedException;
}

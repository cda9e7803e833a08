package dev.vitrine.catalog.query;

import java.time.Duration;

/// A search took longer than it may, or had to wait too long for those before it. A narrower one
/// may succeed.
public final class DiscoveryTimeoutException extends Exception {
  private static final long serialVersionUID = 1;

  public DiscoveryTimeoutException(Duration limit) {
    super("the search took longer than " + limit.toMillis() + " ms");
  }
}

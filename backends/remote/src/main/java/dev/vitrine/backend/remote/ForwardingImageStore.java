package dev.vitrine.backend.remote;

import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageUri;
import java.util.Set;

/// A store before another one that is in all but its calls to the other side the same. Whoever
/// extends it says what becomes of those. As thread-safe as the other one.
abstract class ForwardingImageStore implements ImageStore {
  /// Taken over: [#close] closes it.
  protected final ImageStore store;

  protected ForwardingImageStore(ImageStore store) {
    this.store = store;
  }

  @Override
  public final Capabilities capabilities() {
    return store.capabilities();
  }

  @Override
  public final String kind() {
    return store.kind();
  }

  @Override
  public final Set<String> schemes() {
    return store.schemes();
  }

  @Override
  public final boolean covers(ImageUri uri) {
    return store.covers(uri);
  }

  @Override
  public final void close() {
    store.close();
  }
}

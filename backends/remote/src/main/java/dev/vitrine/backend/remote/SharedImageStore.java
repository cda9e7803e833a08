package dev.vitrine.backend.remote;

import dev.vitrine.backend.Actor;
import dev.vitrine.backend.Health;
import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.backend.Readers;
import java.util.OptionalLong;

/// A store whose readers share what they read: many that read one image at about the same time cost
/// the store little more than one. Thread-safe.
///
/// For stores where a range costs no more than its bytes: images are read an extent at a time, a
/// few of them ahead.
public final class SharedImageStore extends ForwardingImageStore {
  private final SharedReads reads;

  /// Takes over the store: [#close] closes it.
  ///
  /// @param reads may be shared with other stores
  public SharedImageStore(ImageStore store, SharedReads reads) {
    super(store);
    this.reads = reads;
  }

  /// Readers share with those alone who ask in the same name.
  @Override
  public ImageStore actingFor(Actor actor) {
    ImageStore acting = store.actingFor(actor);
    return acting.equals(store) ? this : new SharedImageStore(acting, reads);
  }

  @Override
  public ImageWriter newWriter(ImageWriter.Announced image)
      throws ImageStoreException, InterruptedException {
    return store.newWriter(image);
  }

  @Override
  public OptionalLong length(ImageUri uri) throws ImageStoreException, InterruptedException {
    return store.length(uri);
  }

  @Override
  public ImageReader open(ImageUri uri, long offset, long lengthBytes)
      throws ImageStoreException, InterruptedException {
    return reads.worth(lengthBytes)
        ? SharedReader.open(reads, store, uri, offset, lengthBytes)
        : store.open(uri, offset, lengthBytes);
  }

  @Override
  public void delete(ImageUri uri) throws ImageStoreException, InterruptedException {
    store.delete(uri);
  }

  @Override
  public void share(ImageUri uri, Readers readers)
      throws ImageStoreException, InterruptedException {
    store.share(uri, readers);
  }

  @Override
  public Health health() {
    return store.health();
  }
}

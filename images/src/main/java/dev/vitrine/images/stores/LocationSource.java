package dev.vitrine.images.stores;

import dev.vitrine.backend.Actor;
import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobReader;
import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.blobstore.Content;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.catalog.Location;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One location, to be read. Immutable; opens nothing by itself.
sealed interface LocationSource {

  /// The length of the whole image there.
  long lengthBytes() throws BlobException, ImageStoreException, InterruptedException;

  /// Opens a part; throws when the image there is not `wholeBytes` long, as far as that can be
  /// known without reading it.
  Run open(long offset, long lengthBytes, long wholeBytes)
      throws BlobException, ImageStoreException, InterruptedException;

  /// Bytes on their way out.
  interface Run extends AutoCloseable {
    @Nullable Content next() throws BlobException, ImageStoreException, InterruptedException;

    @Override
    void close();
  }

  static LocationSource of(Stores stores, Actor actor, Location location) {
    Optional<Store> store = stores.of(location);
    if (store.isEmpty()) {
      return new Nowhere(String.valueOf(location.store()));
    }
    return switch (location) {
      case Location.Blob(_, String recipe) ->
          store.get().backing() instanceof Store.Chunks(BlobStore blobs)
              ? new InChunks(store.get().id(), blobs, Digest.fromHex(recipe))
              : new Nowhere(store.get().id());
      case Location.External external ->
          store.get().backing() instanceof Store.Whole(ImageStore images)
              ? new InWhole(store.get().id(), images.actingFor(actor), new ImageUri(external.uri()))
              : new Nowhere(store.get().id());
    };
  }

  /// In a chunk store, which checks what it gives.
  record InChunks(String store, BlobStore blobs, Digest recipe) implements LocationSource {
    @Override
    public long lengthBytes() throws BlobException {
      return blobs.recipe(recipe).lengthBytes();
    }

    @Override
    public Run open(long offset, long lengthBytes, long wholeBytes) throws BlobException {
      BlobReader reader = blobs.openReader(recipe);
      if (reader.lengthBytes() != wholeBytes) {
        reader.release();
        throw new BlobException.Corrupt(
            "recipe " + recipe + " has " + reader.lengthBytes() + " bytes, not " + wholeBytes);
      }
      reader.seek(offset, lengthBytes);
      return new Run() {
        @Override
        public @Nullable Content next() throws BlobException {
          return reader.next();
        }

        @Override
        public void close() {
          reader.release();
        }
      };
    }

    @Override
    public String toString() {
      return "store " + store;
    }
  }

  /// In a store of whole images.
  record InWhole(String store, ImageStore images, ImageUri uri) implements LocationSource {
    @Override
    public long lengthBytes() throws ImageStoreException, InterruptedException {
      return images
          .length(uri)
          .orElseThrow(() -> new ImageStoreException.Damaged(uri + " does not say how long it is"));
    }

    @Override
    public Run open(long offset, long lengthBytes, long wholeBytes)
        throws ImageStoreException, InterruptedException {
      long actual = images.length(uri).orElse(wholeBytes);
      if (actual != wholeBytes) {
        throw new ImageStoreException.Damaged(uri + " has " + actual + " bytes, not " + wholeBytes);
      }
      ImageReader reader = images.open(uri, offset, lengthBytes);
      return new Run() {
        @Override
        public @Nullable Content next() throws ImageStoreException {
          return reader.next();
        }

        @Override
        public void close() {
          reader.close();
        }
      };
    }

    @Override
    public String toString() {
      return "store " + store + ", " + uri;
    }
  }

  /// In a store that the service does not have (any more).
  record Nowhere(String store) implements LocationSource {
    @Override
    public long lengthBytes() throws ImageStoreException {
      throw unknown();
    }

    @Override
    public Run open(long offset, long lengthBytes, long wholeBytes) throws ImageStoreException {
      throw unknown();
    }

    private ImageStoreException unknown() {
      return new ImageStoreException.Unsupported("store " + store + " is not configured");
    }

    @Override
    public String toString() {
      return "store " + store;
    }
  }
}

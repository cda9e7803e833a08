package dev.vitrine.images.stores;

import dev.vitrine.backend.Actor;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.blobstore.BlobWriter;
import dev.vitrine.blobstore.Slice;
import dev.vitrine.catalog.Location;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// One image on its way into a store of either kind: write, then commit or cancel. One thread
/// writes and ends it; [#cancel] after [#commit] does nothing.
public sealed interface StoreWriter {

  /// Where the data will be, in a store of whole images: known before its first byte. Empty for a
  /// chunk store, where what no image names is a collector's to take.
  Optional<Location> place();

  /// Appends the slice's bytes; takes over the caller's reference, also when it throws.
  void write(Slice slice) throws BlobException, ImageStoreException, InterruptedException;

  /// Makes the data durable and says where it is; when it throws, nothing of it is left but chunks
  /// that no recipe names.
  Location commit() throws BlobException, ImageStoreException, InterruptedException;

  /// Gives up; never throws.
  void cancel();

  /// Begins an image in that store. What is known to be longer than there is room for is refused
  /// before its first byte, with [BlobException.Full]; that some of it may be known content is left
  /// out of account.
  ///
  /// @param actor in whose name the store is asked
  static StoreWriter begin(Store store, Actor actor, ImageWriter.Announced image)
      throws BlobException, ImageStoreException, InterruptedException {
    return switch (store.backing()) {
      case Store.Chunks chunks -> {
        requireRoom(chunks.blobs(), image.lengthBytes());
        yield new OfChunks(store.id(), chunks.blobs().newWriter());
      }
      case Store.Whole whole ->
          new OfWhole(store.id(), whole.images().actingFor(actor).newWriter(image));
    };
  }

  private static void requireRoom(BlobStore blobs, OptionalLong lengthBytes)
      throws BlobException.Full {
    OptionalLong roomBytes = blobs.roomBytes();
    if (lengthBytes.isPresent()
        && roomBytes.isPresent()
        && lengthBytes.getAsLong() > roomBytes.getAsLong()) {
      String message =
          "no space for %d bytes in store %s, which takes %d more"
              .formatted(lengthBytes.getAsLong(), blobs.name(), roomBytes.getAsLong());
      throw new BlobException.Full(message, new IOException(message));
    }
  }

  /// Into a chunk store.
  record OfChunks(String store, BlobWriter writer) implements StoreWriter {
    @Override
    public Optional<Location> place() {
      return Optional.empty();
    }

    @Override
    public void write(Slice slice) throws BlobException, InterruptedException {
      writer.write(slice);
    }

    @Override
    public Location commit() throws BlobException, InterruptedException {
      return new Location.Blob(store, writer.commit().recipe().toHex());
    }

    @Override
    public void cancel() {
      writer.cancel();
    }
  }

  /// Into a store of whole images.
  record OfWhole(String store, ImageWriter writer) implements StoreWriter {
    @Override
    public Optional<Location> place() {
      return Optional.of(location(writer.uri(), Map.of()));
    }

    @Override
    public void write(Slice slice) throws ImageStoreException, InterruptedException {
      writer.write(slice);
    }

    @Override
    public Location commit() throws ImageStoreException, InterruptedException {
      ImageWriter.Written written = writer.commit();
      return location(written.uri(), written.metadata());
    }

    private Location location(ImageUri uri, Map<String, String> metadata) {
      return new Location.External(
          store,
          uri.withoutCredentials().text(),
          Location.Status.ACTIVE,
          new LinkedHashMap<>(metadata));
    }

    @Override
    public void cancel() {
      writer.cancel();
    }
  }
}

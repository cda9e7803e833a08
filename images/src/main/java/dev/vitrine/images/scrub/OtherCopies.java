package dev.vitrine.images.scrub;

import dev.vitrine.backend.Actor;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.blobstore.BlobWriter;
import dev.vitrine.blobstore.Content;
import dev.vitrine.blobstore.ContentBytes;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.Piece;
import dev.vitrine.blobstore.Recipe;
import dev.vitrine.blobstore.Repair;
import dev.vitrine.blobstore.Slice;
import dev.vitrine.blobstore.StoredName;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.DamagedObject;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Location;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.images.stores.StoredData;
import dev.vitrine.images.stores.Stores;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who needs lost objects of one chunk store, and where else their bytes are: in another location
/// of an image that needs them, or, of a recipe, in memory. Whatever is found is held against the
/// digest before it is put. Thread-safe.
///
/// One look at all recipes in use serves any number of lost objects. A location that fails is left
/// out; what it may have had stays lost until somebody looks again.
final class OtherCopies {
  private static final Logger LOG = LoggerFactory.getLogger(OtherCopies.class);

  /// Nobody asks for this.
  private static final Actor SERVICE = new Actor.Service();

  /// How much of an image is in memory at once while a recipe is made anew.
  private static final int PART_BYTES = 1 << 20;

  /// Who needs an object.
  static final class Need {
    private final List<String> images = new ArrayList<>();
    private long imageCount;
    private boolean mended;

    /// Ids, at most [DamagedObject#MOST_IMAGES].
    List<String> images() {
      return images;
    }

    long imageCount() {
      return imageCount;
    }

    /// Whether the object is in its place again.
    boolean mended() {
      return mended;
    }

    private void add(String imageId) {
      imageCount++;
      if (images.size() < DamagedObject.MOST_IMAGES) {
        images.add(imageId);
      }
    }
  }

  /// One image's data in the store.
  ///
  /// @param others where else it is
  private record Use(
      String imageId, Digest recipe, @Nullable Long sizeBytes, List<Location> others) {}

  private final Catalog catalog;
  private final Stores stores;
  private final BlobStore blobs;
  private final Repair repair;

  OtherCopies(Catalog catalog, Stores stores, BlobStore blobs, Repair repair) {
    this.catalog = catalog;
    this.stores = stores;
    this.blobs = blobs;
    this.repair = repair;
  }

  /// Brings back what can be had elsewhere. What nobody needs is not in the answer.
  Map<StoredName, Need> bringBack(Set<StoredName> lost) throws InterruptedException {
    Map<StoredName, Need> needs = new HashMap<>();
    if (lost.isEmpty()) {
      return needs;
    }
    for (Use use : uses()) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the scrubber was stopped");
      }
      StoredName recipe = StoredName.recipe(use.recipe);
      if (lost.contains(recipe)) {
        Need need = needs.computeIfAbsent(recipe, _ -> new Need());
        need.add(use.imageId);
        need.mended = need.mended || recipeIsBack(use);
      }
      bringChunksBack(use, lost, needs);
    }
    return needs;
  }

  private List<Use> uses() {
    List<Use> uses = new ArrayList<>();
    try (Stream<Versioned<Image>> images = catalog.allImages()) {
      for (Iterator<Versioned<Image>> each = images.iterator(); each.hasNext(); ) {
        Image image = each.next().value();
        List<Location.Blob> here =
            image.blobs().stream().filter(blob -> stores.mayHave(blobs, blob)).toList();
        List<Location> others =
            image.locations().stream()
                .filter(location -> location.isReadable() && !here.contains(location))
                .toList();
        for (Location.Blob blob : here) {
          uses.add(new Use(image.id(), Digest.fromHex(blob.recipe()), image.sizeBytes(), others));
        }
      }
    }
    return uses;
  }

  private void bringChunksBack(Use use, Set<StoredName> lost, Map<StoredName, Need> needs)
      throws InterruptedException {
    Recipe recipe;
    try {
      recipe = blobs.recipe(use.recipe);
    } catch (BlobException e) {
      LOG.debug("What image {} needs is not known", use.imageId, e);
      return;
    }
    Set<StoredName> seen = new java.util.HashSet<>();
    for (int i = 0; i < recipe.pieceCount(); i++) {
      if (recipe.piece(i) instanceof Piece.ChunkRef(Digest digest, int lengthBytes)) {
        StoredName chunk = StoredName.chunk(digest);
        if (lost.contains(chunk) && seen.add(chunk)) {
          Need need = needs.computeIfAbsent(chunk, _ -> new Need());
          need.add(use.imageId);
          need.mended =
              need.mended || chunkIsBack(use, chunk, recipe, recipe.offset(i), lengthBytes);
        }
      }
    }
  }

  private boolean chunkIsBack(
      Use use, StoredName chunk, Recipe recipe, long offset, int lengthBytes)
      throws InterruptedException {
    for (Location location : use.others) {
      try (StoredData data =
          StoredData.of(use.imageId, stores, SERVICE, List.of(location), recipe.lengthBytes())) {
        data.seek(offset, lengthBytes);
        ByteBuffer bytes = ByteBuffer.allocate(lengthBytes);
        for (Content part = data.next(); part != null; part = data.next()) {
          try (Content each = part) {
            bytes.put(ContentBytes.read(each));
          }
        }
        if (repair.bringBack(chunk, bytes.flip())) {
          LOG.info("{} was brought back from another location of image {}", chunk, use.imageId);
          return true;
        }
      } catch (BlobException | ImageStoreException e) {
        LOG.warn("{} cannot be had from another location: {}", chunk, e.getMessage());
      }
    }
    return false;
  }

  private boolean recipeIsBack(Use use) throws InterruptedException {
    StoredName name = StoredName.recipe(use.recipe);
    try {
      Optional<Recipe> remembered = blobs.remembered(use.recipe);
      if (remembered.isPresent() && repair.bringBack(name, remembered.get().encode())) {
        LOG.info("{} was brought back from memory", name);
        return true;
      }
      for (Location location : use.others) {
        if (madeAnew(use, location)) {
          LOG.info("{} was made anew from another location of image {}", name, use.imageId);
          return true;
        }
      }
    } catch (BlobException | ImageStoreException e) {
      LOG.warn("{} cannot be had elsewhere: {}", name, e.getMessage());
    }
    return false;
  }

  /// Stores the image once more: equal bytes have an equal recipe. Its chunks are needed by the
  /// image as they were before, so there is nothing to hold back a collector from.
  private boolean madeAnew(Use use, Location location)
      throws BlobException, ImageStoreException, InterruptedException {
    if (use.sizeBytes == null) {
      return false;
    }
    BlobWriter writer = blobs.newWriter();
    try (StoredData data =
        StoredData.of(use.imageId, stores, SERVICE, List.of(location), use.sizeBytes)) {
      for (Content content = data.next(); content != null; content = data.next()) {
        try (Content each = content) {
          write(writer, each);
        }
      }
      return writer.commit().recipe().equals(use.recipe);
    } finally {
      writer.cancel();
    }
  }

  private static void write(BlobWriter writer, Content content)
      throws BlobException, InterruptedException {
    for (long at = 0; at < content.lengthBytes(); at += PART_BYTES) {
      int lengthBytes = (int) Math.min(PART_BYTES, content.lengthBytes() - at);
      writer.write(Slice.unowned(ContentBytes.read(content.part(at, lengthBytes))));
    }
  }
}

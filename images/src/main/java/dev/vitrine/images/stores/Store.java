package dev.vitrine.images.stores;

import dev.vitrine.backend.ImageStore;
import dev.vitrine.blobstore.BlobStore;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A place for images, under the name that the operator gave it. Immutable.
///
/// @param description free text for people; null when there is none
/// @param weight where images are read first: the greater, the earlier
/// @param properties what an operator is shown about it, as numbers, flags and texts
public record Store(
    String id,
    @Nullable String description,
    int weight,
    SequencedMap<String, Object> properties,
    Backing backing) {

  public Store {
    properties = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(properties));
  }

  /// A store that is told apart by its name alone.
  public static Store of(String id, Backing backing) {
    return new Store(id, null, 0, new LinkedHashMap<>(), backing);
  }

  /// How the store keeps what it has.
  public sealed interface Backing {
    /// The kind as an operator writes it.
    String kind();

    /// Whether uploads may go there.
    boolean writes();
  }

  /// As chunks and recipes, shared between images.
  public record Chunks(BlobStore blobs) implements Backing {
    @Override
    public String kind() {
      return "vitrine";
    }

    @Override
    public boolean writes() {
      return true;
    }
  }

  /// Each image whole, under a URI that others understand.
  public record Whole(ImageStore images) implements Backing {
    @Override
    public String kind() {
      return images.kind();
    }

    @Override
    public boolean writes() {
      return images.capabilities().writes();
    }
  }
}

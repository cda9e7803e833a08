package dev.vitrine.catalog;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Where an image's bytes are.
public sealed interface Location {
  /// The id of the store that holds them; null when nobody said, so that the form alone tells.
  @Nullable String store();

  /// In a chunk store, under a recipe.
  ///
  /// @param recipe the recipe's digest, 64 hexadecimal digits
  record Blob(String store, String recipe) implements Location {}

  /// In a store of whole images, under a URI that other programs understand, too. Immutable.
  ///
  /// @param uri without name and key
  /// @param metadata what readers beside us may want to know, in the order given; the store is not
  ///   among it
  record External(
      @Nullable String store, String uri, Status status, SequencedMap<String, String> metadata)
      implements Location {
    public External {
      metadata = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(metadata));
    }

    /// The same place with another status.
    public External with(Status other) {
      return new External(store, uri, other, metadata);
    }

    /// The same place, said to be in that store.
    public External in(String otherStore) {
      return new External(otherStore, uri, status, metadata);
    }
  }

  /// Whether a location is to be read.
  enum Status {
    ACTIVE("active"),
    /// The bytes are being removed, or were; only whoever removes them still wants to know.
    PENDING_DELETE("pending_delete");

    private final String text;

    Status(String text) {
      this.text = text;
    }

    /// The word in the record.
    public String text() {
      return text;
    }

    /// Throws [IllegalArgumentException] for a word that is no status.
    public static Status of(String text) {
      for (Status status : values()) {
        if (status.text.equals(text)) {
          return status;
        }
      }
      throw new IllegalArgumentException("no status of a location: " + text);
    }
  }

  /// Whether the bytes may be read from here.
  default boolean isReadable() {
    return switch (this) {
      case Blob _ -> true;
      case External external -> external.status() == Status.ACTIVE;
    };
  }
}

package dev.vitrine.images;

import dev.vitrine.catalog.ImportSource;
import dev.vitrine.fetch.Fetched;
import dev.vitrine.images.access.Proof;
import dev.vitrine.images.access.Refusal;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The images of other regions, as a caller may see them there. Thread-safe; waits no longer than
/// the limits of whatever fetches.
public interface RemoteImages {
  /// For a service that knows no other regions.
  RemoteImages NONE =
      (_, _) -> {
        throw new Refusal.Invalid("This service knows no other regions.");
      };

  /// An image there.
  ///
  /// @param properties its custom properties, in its order
  record Remote(
      String status,
      @Nullable String diskFormat,
      @Nullable String containerFormat,
      @Nullable Long sizeBytes,
      SequencedMap<String, String> properties,
      Data data) {}

  /// Fetches an image's data.
  @FunctionalInterface
  interface Data {
    /// The caller closes what comes.
    Fetched open() throws Refusal, InterruptedException;
  }

  /// Asks for an image, with the proof of whoever wants it. Refuses when there is none for them.
  Remote find(Proof proof, ImportSource.Region wanted) throws Refusal, InterruptedException;
}

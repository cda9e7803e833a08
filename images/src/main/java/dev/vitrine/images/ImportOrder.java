package dev.vitrine.images;

import dev.vitrine.catalog.ImportSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An import as a caller orders it.
///
/// @param allMustSucceed whether a store that fails ends it
/// @param words what its task says
public record ImportOrder(
    ImportSource source, Targets targets, boolean allMustSucceed, Words words) {

  /// The stores that get the data.
  public sealed interface Targets {
    /// The one that is for everything that nobody said anything about.
    record Default() implements Targets {}

    /// Every one that takes data.
    record All() implements Targets {}

    /// These, in this order.
    record Named(List<String> stores) implements Targets {
      public Named {
        stores = List.copyOf(stores);
      }
    }
  }

  /// What the task of the import says, as JSON.
  public interface Words {
    /// The request that orders it.
    @Nullable String requestId();

    /// What was ordered.
    ///
    /// @param stores those that get the data; a null is a store that callers have no name for
    String input(String imageId, List<@Nullable String> stores);

    /// What came of it.
    String result(String imageId);
  }
}

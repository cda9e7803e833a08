package dev.vitrine.images;

import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImportSource;
import dev.vitrine.images.ImportOrder.Targets;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.stores.Store;
import dev.vitrine.images.stores.Stores;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The stores that an import puts its data into. Immutable.
record ImportTargets(Stores stores) {

  /// The ids of the stores that the order means, in its order; none when every store has the data
  /// already. Where callers cannot choose stores, what they chose counts for nothing.
  List<String> of(Image image, ImportOrder order) throws Refusal {
    boolean copies = order.source() instanceof ImportSource.Copy;
    if (!stores.selectable()) {
      return theOne(copies, order.allMustSucceed());
    }
    List<String> wanted =
        switch (order.targets()) {
          case Targets.Default() -> List.of(stores.defaultStore().id());
          case Targets.All() -> writable();
          case Targets.Named(List<String> named) -> named(named);
        };
    if (!copies) {
      return wanted;
    }
    List<String> missing = wanted.stream().filter(store -> !has(image, store)).toList();
    if (missing.size() < wanted.size() && !(order.targets() instanceof Targets.All)) {
      throw new Refusal.Invalid(
          "Image " + image.id() + " is already present in one of the stores that were named.");
    }
    return missing;
  }

  private List<String> theOne(boolean copies, boolean allMustSucceed) throws Refusal.Invalid {
    if (copies) {
      throw new Refusal.Invalid("There is one store only, so there is nothing to copy to.");
    }
    if (!allMustSucceed) {
      throw new Refusal.Invalid(
          "All_stores_must_succeed can only be set with enabled_backends: there is one store"
              + " only.");
    }
    return List.of(stores.defaultStore().id());
  }

  private List<String> writable() {
    return stores.all().stream().filter(store -> store.backing().writes()).map(Store::id).toList();
  }

  private List<String> named(List<String> named) throws Refusal {
    if (named.isEmpty()) {
      throw new Refusal.Invalid("No store was named to import to.");
    }
    for (String id : named) {
      if (stores.find(id).filter(store -> store.backing().writes()).isEmpty()) {
        throw new Refusal.Conflict("Store for identifier " + id + " not found");
      }
    }
    return named.stream().distinct().toList();
  }

  private boolean has(Image image, String store) {
    return image.locations().stream()
        .anyMatch(
            location -> stores.of(location).filter(found -> found.id().equals(store)).isPresent());
  }

  /// The stores as callers know them.
  List<@Nullable String> shown(List<String> targets) {
    return stores.selectable()
        ? Collections.unmodifiableList(targets)
        : Collections.singletonList(null);
  }

  /// Whether images tell which stores they wait for.
  boolean told() {
    return stores.selectable();
  }
}

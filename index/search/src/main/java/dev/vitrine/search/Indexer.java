package dev.vitrine.search;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Keys;
import dev.vitrine.catalog.MemberStatus;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.catalog.Visibility;
import dev.vitrine.catalog.registry.Registry;
import dev.vitrine.catalog.registry.RegistryException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings what the registry says into an index. Always writes the newest records, so doing
/// something twice, or late, does no harm.
///
/// An image whose record cannot be read is left out, loudly: one bad record must not keep all the
/// others from being found.
final class Indexer {
  private static final Logger LOG = LoggerFactory.getLogger(Indexer.class);

  private final Registry registry;
  private final Catalog catalog;
  private final OpenIndex index;

  Indexer(Registry registry, OpenIndex index) {
    this.registry = registry;
    this.catalog = new Catalog(registry);
    this.index = index;
  }

  /// Looks again at these images.
  void update(Set<String> ids) throws IOException {
    for (String id : ids) {
      update(id);
    }
  }

  private void update(String id) throws IOException {
    try {
      Optional<Image> image = catalog.image(id).map(Versioned::value);
      if (image.isPresent() && image.get().status().visible()) {
        index.put(image.get(), members(image.get()));
      } else {
        index.remove(id);
      }
    } catch (RegistryException.Unreadable e) {
      LOG.error("Image {} is not listed", id, e);
      index.remove(id);
    }
  }

  /// Fills an empty index with all images.
  ///
  /// @param progress told how many images are done, after each
  /// @param stopped ends the work early when it says so
  /// @return from where on the registry's changes are to be followed
  Cursor build(LongConsumer progress, BooleanSupplier stopped) throws IOException {
    // What is committed from here on may be found by the scan or not; it will be read again.
    Cursor cursor = new Cursor(registry.identity(), registry.head());
    long done = 0;
    @Nullable String after = null;
    do {
      try (Stream<Versioned<Image>> images = catalog.allImages(after)) {
        after = null;
        for (Iterator<Versioned<Image>> i = images.iterator();
            i.hasNext() && !stopped.getAsBoolean(); ) {
          add(i.next().value());
          progress.accept(++done);
        }
      } catch (RegistryException.Unreadable e) {
        LOG.error("An image is not listed", e);
        after = Keys.imageConcerned(e.key()).orElseThrow(() -> e);
      }
    } while (after != null);
    return cursor;
  }

  private void add(Image image) throws IOException {
    if (image.status().visible()) {
      index.add(image, members(image));
    }
  }

  /// The membership of each project, as far as it means anything.
  private Map<String, MemberStatus> members(Image image) {
    Map<String, MemberStatus> members = new HashMap<>();
    if (image.visibility() == Visibility.SHARED) {
      catalog
          .members(image.id())
          .forEach(member -> members.put(member.value().project(), member.value().status()));
    }
    return members;
  }
}

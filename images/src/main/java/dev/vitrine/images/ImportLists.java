package dev.vitrine.images;

import dev.vitrine.catalog.ImageBuilder;
import dev.vitrine.images.access.Attributes;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/// The properties by which an image tells how far its import is.
final class ImportLists {
  /// The id of the task: the lock that callers see.
  static final String TASK = Attributes.INTERNAL_PREFIX + "_import_task";

  private static final String IMPORTING = Attributes.INTERNAL_PREFIX + "_importing_to_stores";
  private static final String FAILED = Attributes.INTERNAL_PREFIX + "_failed_import";

  private ImportLists() {}

  /// The stores are waited for.
  static void begin(ImageBuilder image, Collection<String> stores) {
    set(image, IMPORTING, with(image, IMPORTING, stores));
    set(image, FAILED, without(image, FAILED, stores));
  }

  /// Nothing more is to be expected of the stores.
  static void done(ImageBuilder image, Collection<String> stores) {
    set(image, IMPORTING, without(image, IMPORTING, stores));
  }

  /// The import ends before the stores have the data.
  static void abort(ImageBuilder image, Collection<String> stores) {
    done(image, stores);
    image.removeProperty(TASK);
  }

  /// The stores did not take the data.
  static void failed(ImageBuilder image, Collection<String> stores) {
    done(image, stores);
    set(image, FAILED, with(image, FAILED, stores));
  }

  private static Collection<String> with(
      ImageBuilder image, String list, Collection<String> stores) {
    Collection<String> all = read(image, list);
    all.addAll(stores);
    return all;
  }

  private static Collection<String> without(
      ImageBuilder image, String list, Collection<String> stores) {
    Collection<String> rest = read(image, list);
    rest.removeAll(stores);
    return rest;
  }

  private static Collection<String> read(ImageBuilder image, String list) {
    String text = image.properties().get(list);
    return new TreeSet<>(text == null || text.isEmpty() ? List.of() : List.of(text.split(",", -1)));
  }

  private static void set(ImageBuilder image, String list, Collection<String> stores) {
    image.property(list, String.join(",", stores));
  }
}

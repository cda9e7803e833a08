package dev.vitrine.images;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One step of a change to an image, checked against the schema already: the value has the type
/// that the attribute needs. Steps are carried out in order on a copy; all of them or none.
public sealed interface ImageChange {

  /// The attribute or custom property that changes.
  String name();

  /// Sets it, whether it was there or not.
  ///
  /// @param value a [String], [Boolean], [Integer], list of strings (tags), or null
  record Set(String name, @Nullable Object value) implements ImageChange {}

  /// Sets it; refused when it is there already. (The older of the two patch dialects means this by
  /// "add".)
  record Add(String name, @Nullable Object value) implements ImageChange {}

  /// Sets it; refused when it is not there.
  record Replace(String name, @Nullable Object value) implements ImageChange {}

  /// Takes it away; refused when it is not there, and for base attributes always.
  record Remove(String name) implements ImageChange {}

  /// A step that changes where the data lies. Places are counted among those that have a URL, as
  /// they are shown.
  sealed interface OfLocations extends ImageChange {
    @Override
    default String name() {
      return "locations";
    }
  }

  /// Adds a location before the one at the index, or, when there are fewer, after all of them.
  record AddLocation(int index, NewLocation location) implements OfLocations {}

  /// Takes away the location at the index.
  record RemoveLocation(int index) implements OfLocations {}

  /// Gives it its first locations, or those that it has in another order and with other metadata.
  record ReplaceLocations(List<NewLocation> locations) implements OfLocations {
    public ReplaceLocations {
      locations = List.copyOf(locations);
    }
  }

  /// Gives it one tag more; nothing happens when it has that tag.
  record AddTag(String tag) implements ImageChange {
    @Override
    public String name() {
      return "tags";
    }
  }

  /// Takes one tag away; there is no such thing to take when it does not have that tag.
  record RemoveTag(String tag) implements ImageChange {
    @Override
    public String name() {
      return "tags";
    }
  }
}

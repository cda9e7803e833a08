package dev.vitrine.images;

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

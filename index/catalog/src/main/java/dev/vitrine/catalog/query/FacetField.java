package dev.vitrine.catalog.query;

import dev.vitrine.catalog.query.Filter.FlagField;
import dev.vitrine.catalog.query.Filter.TextField;
import java.util.Set;

/// What images are counted by. Values longer than what is searched ([SearchText#MAX_CODE_POINTS])
/// are not counted.
public sealed interface FacetField {

  /// One of the attributes that have few values.
  record Attribute(TextField field) implements FacetField {
    /// The attributes that can be counted by.
    public static final Set<TextField> COUNTED =
        Set.of(
            TextField.STATUS,
            TextField.VISIBILITY,
            TextField.OWNER,
            TextField.CONTAINER_FORMAT,
            TextField.DISK_FORMAT);

    public Attribute {
      if (!COUNTED.contains(field)) {
        throw new IllegalArgumentException("images are not counted by " + field);
      }
    }
  }

  /// The values are `true` and `false`.
  record Flag(FlagField field) implements FacetField {}

  /// An image counts once for each of its tags.
  record Tag() implements FacetField {}

  /// A custom property.
  record Property(String name) implements FacetField {}
}

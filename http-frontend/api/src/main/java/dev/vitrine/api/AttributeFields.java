package dev.vitrine.api;

import dev.vitrine.catalog.query.Filter.NumberField;
import dev.vitrine.catalog.query.Filter.TimeField;
import java.util.Map;

/// What the attributes of an image that are numbers and times are called in queries, in lists as in
/// searches.
public final class AttributeFields {
  public static final Map<String, NumberField> NUMBERS =
      Map.of(
          "size", NumberField.SIZE,
          "virtual_size", NumberField.VIRTUAL_SIZE,
          "min_disk", NumberField.MIN_DISK,
          "min_ram", NumberField.MIN_RAM);

  public static final Map<String, TimeField> TIMES =
      Map.of("created_at", TimeField.CREATED_AT, "updated_at", TimeField.UPDATED_AT);

  private AttributeFields() {}
}

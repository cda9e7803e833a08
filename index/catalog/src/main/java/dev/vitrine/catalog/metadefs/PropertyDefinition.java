package dev.vitrine.catalog.metadefs;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a property may be: a part of JSON Schema, and words for people. Its name is the key under
/// which a namespace or an object keeps it. Null is what the definition does not say. Immutable.
///
/// @param type one of `array`, `boolean`, `integer`, `number`, `object`, `string`
/// @param operators what may stand before a value in a query of a scheduler, such as `<in>`
/// @param enumeration the only values that it may have
/// @param pattern what a text must match somewhere, as its author wrote it, perhaps no pattern
/// @param items what the items of an array may be
public record PropertyDefinition(
    String type,
    String title,
    @Nullable String description,
    @Nullable List<String> operators,
    @Nullable DefaultValue defaultValue,
    @Nullable Boolean readOnly,
    @Nullable BigDecimal minimum,
    @Nullable BigDecimal maximum,
    @Nullable List<String> enumeration,
    @Nullable String pattern,
    @Nullable Long minLength,
    @Nullable Long maxLength,
    @Nullable Boolean confidential,
    @Nullable Items items,
    @Nullable Boolean uniqueItems,
    @Nullable Long minItems,
    @Nullable Long maxItems,
    @Nullable Boolean additionalItems) {
  public PropertyDefinition {
    operators = operators == null ? null : List.copyOf(operators);
    enumeration = enumeration == null ? null : List.copyOf(enumeration);
  }

  /// @param enumeration the only values that an item may have; null for any
  public record Items(String type, @Nullable List<String> enumeration) {
    public Items {
      enumeration = enumeration == null ? null : List.copyOf(enumeration);
    }
  }
}

package dev.vitrine.catalog.metadefs;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Collects a [PropertyDefinition] one statement after the other. Not thread-safe.
public final class PropertyDefinitionBuilder {
  private final String type;
  private final String title;
  private @Nullable String description;
  private @Nullable List<String> operators;
  private @Nullable DefaultValue defaultValue;
  private @Nullable Boolean readOnly;
  private @Nullable BigDecimal minimum;
  private @Nullable BigDecimal maximum;
  private @Nullable List<String> enumeration;
  private @Nullable String pattern;
  private @Nullable Long minLength;
  private @Nullable Long maxLength;
  private @Nullable Boolean confidential;
  private PropertyDefinition.@Nullable Items items;
  private @Nullable Boolean uniqueItems;
  private @Nullable Long minItems;
  private @Nullable Long maxItems;
  private @Nullable Boolean additionalItems;

  public PropertyDefinitionBuilder(String type, String title) {
    this.type = type;
    this.title = title;
  }

  public PropertyDefinitionBuilder description(@Nullable String value) {
    description = value;
    return this;
  }

  public PropertyDefinitionBuilder operators(@Nullable List<String> value) {
    operators = value;
    return this;
  }

  public PropertyDefinitionBuilder defaultValue(@Nullable DefaultValue value) {
    defaultValue = value;
    return this;
  }

  public PropertyDefinitionBuilder readOnly(@Nullable Boolean value) {
    readOnly = value;
    return this;
  }

  public PropertyDefinitionBuilder minimum(@Nullable BigDecimal value) {
    minimum = value;
    return this;
  }

  public PropertyDefinitionBuilder maximum(@Nullable BigDecimal value) {
    maximum = value;
    return this;
  }

  public PropertyDefinitionBuilder enumeration(@Nullable List<String> value) {
    enumeration = value;
    return this;
  }

  public PropertyDefinitionBuilder pattern(@Nullable String value) {
    pattern = value;
    return this;
  }

  public PropertyDefinitionBuilder minLength(@Nullable Long value) {
    minLength = value;
    return this;
  }

  public PropertyDefinitionBuilder maxLength(@Nullable Long value) {
    maxLength = value;
    return this;
  }

  public PropertyDefinitionBuilder confidential(@Nullable Boolean value) {
    confidential = value;
    return this;
  }

  public PropertyDefinitionBuilder items(PropertyDefinition.@Nullable Items value) {
    items = value;
    return this;
  }

  public PropertyDefinitionBuilder uniqueItems(@Nullable Boolean value) {
    uniqueItems = value;
    return this;
  }

  public PropertyDefinitionBuilder minItems(@Nullable Long value) {
    minItems = value;
    return this;
  }

  public PropertyDefinitionBuilder maxItems(@Nullable Long value) {
    maxItems = value;
    return this;
  }

  public PropertyDefinitionBuilder additionalItems(@Nullable Boolean value) {
    additionalItems = value;
    return this;
  }

  public PropertyDefinition build() {
    return new PropertyDefinition(
        type,
        title,
        description,
        operators,
        defaultValue,
        readOnly,
        minimum,
        maximum,
        enumeration,
        pattern,
        minLength,
        maxLength,
        confidential,
        items,
        uniqueItems,
        minItems,
        maxItems,
        additionalItems);
  }
}

package dev.vitrine.catalog.metadefs;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// What a property is when nobody says anything, as its definition has it.
public sealed interface DefaultValue {
  record Text(String text) implements DefaultValue {}

  record Numeric(BigDecimal number) implements DefaultValue {}

  record Flag(boolean value) implements DefaultValue {}

  /// The definition says that there is none, or something that no property can be.
  record Nothing() implements DefaultValue {}

  /// As clients see it: a text, whatever it is; null for [Nothing].
  default @Nullable String shown() {
    return switch (this) {
      case Text(String text) -> text;
      case Numeric(BigDecimal number) -> number.toString();
      case Flag(boolean value) -> value ? "True" : "False";
      case Nothing() -> null;
    };
  }
}

package dev.vitrine.api;

import dev.vitrine.images.access.Caller;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Says what is wrong with properties that somebody wants an image to have. Thread-safe; may block.
@FunctionalInterface
public interface PropertyValidator {
  /// Finds nothing wrong with anything.
  PropertyValidator NONE = (_, _) -> List.of();

  /// One sentence for each fault, in the order of the properties; empty when all is well.
  List<String> faults(Caller caller, Map<String, @Nullable String> properties);
}

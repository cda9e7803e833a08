package dev.vitrine.images.metadefs;

import dev.vitrine.catalog.metadefs.Association;
import dev.vitrine.catalog.metadefs.Namespace;
import dev.vitrine.catalog.metadefs.NamespaceContent;
import dev.vitrine.catalog.metadefs.ObjectDefinition;
import dev.vitrine.catalog.metadefs.PropertyDefinition;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// A namespace and all that is in it.
public record WholeNamespace(Namespace namespace, NamespaceContent content) {

  /// The same with the names that its properties have on a resource of that type. Where nothing
  /// says that they have others, it is the namespace as it is.
  public WholeNamespace appliedTo(String resourceType) {
    String prefix = namespace.association(resourceType).map(Association::prefix).orElse("");
    if (prefix.isEmpty()) {
      return this;
    }
    SequencedMap<String, ObjectDefinition> objects = new LinkedHashMap<>();
    content
        .objects()
        .forEach((name, object) ->
            objects.put(
                name,
                new ObjectDefinition(
                    name,
                    object.description(),
                    object.required().stream().map(prefix::concat).toList(),
                    prefixed(prefix, object.properties()),
                    object.createdAt(),
                    object.updatedAt())));
    return new WholeNamespace(
        namespace,
        new NamespaceContent(prefixed(prefix, content.properties()), objects, content.tags()));
  }

  private static SequencedMap<String, PropertyDefinition> prefixed(
      String prefix, SequencedMap<String, PropertyDefinition> properties) {
    SequencedMap<String, PropertyDefinition> renamed = new LinkedHashMap<>();
    properties.forEach((name, definition) -> renamed.put(prefix + name, definition));
    return renamed;
  }
}

package dev.vitrine.images.metadefs;

import dev.vitrine.catalog.metadefs.PropertyDefinition;
import java.util.List;
import java.util.SequencedMap;

/// A namespace that is to be made, with all that it shall hold; duplicates included, so that they
/// can be refused.
public record NewNamespace(
    NamespaceAttributes attributes,
    List<NewAssociation> associations,
    SequencedMap<String, PropertyDefinition> properties,
    List<NewObject> objects,
    List<String> tags) {
  public NewNamespace {
    associations = List.copyOf(associations);
    objects = List.copyOf(objects);
    tags = List.copyOf(tags);
  }
}

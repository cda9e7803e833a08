package dev.vitrine.catalog.metadefs;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// What a namespace holds, each kind in the order in which it came. Immutable.
///
/// @param properties by name
/// @param objects by name
/// @param tags by name
public record NamespaceContent(
    SequencedMap<String, PropertyDefinition> properties,
    SequencedMap<String, ObjectDefinition> objects,
    SequencedMap<String, Tag> tags) {
  public static final NamespaceContent EMPTY =
      new NamespaceContent(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());

  public NamespaceContent {
    properties = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(properties));
    objects = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(objects));
    tags = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tags));
  }

  public NamespaceContent withProperties(SequencedMap<String, PropertyDefinition> others) {
    return new NamespaceContent(others, objects, tags);
  }

  public NamespaceContent withObjects(SequencedMap<String, ObjectDefinition> others) {
    return new NamespaceContent(properties, others, tags);
  }

  public NamespaceContent withTags(SequencedMap<String, Tag> others) {
    return new NamespaceContent(properties, objects, others);
  }

  public List<Tag> tagList() {
    return List.copyOf(tags.values());
  }
}

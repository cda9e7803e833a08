package dev.vitrine.api.schema;

import dev.vitrine.api.schema.Schema.Link;
import dev.vitrine.api.schema.Schema.Property;
import dev.vitrine.api.schema.Schema.Structure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Collects the members of a [Structure] in the order in which they are published. Not thread-safe.
final class StructureBuilder {
  private final @Nullable String name;
  private final SequencedMap<String, Property> properties = new LinkedHashMap<>();
  private final List<Link> links = new ArrayList<>();
  private List<String> required = List.of();
  private @Nullable Schema additional;
  private boolean closed;

  private StructureBuilder(@Nullable String name) {
    this.name = name;
  }

  static StructureBuilder named(String name) {
    return new StructureBuilder(name);
  }

  static StructureBuilder part() {
    return new StructureBuilder(null);
  }

  StructureBuilder member(String key, Schema schema, String description) {
    return put(key, new Property(schema, description, false, false, true));
  }

  /// A member that needs no words.
  StructureBuilder member(String key, Schema schema) {
    return put(key, new Property(schema, null, false, false, true));
  }

  StructureBuilder readOnly(String key, Schema schema, String description) {
    return put(key, new Property(schema, description, true, false, true));
  }

  /// Only the service sets it, and it needs no words.
  StructureBuilder readOnly(String key, Schema schema) {
    return put(key, new Property(schema, null, true, false, true));
  }

  StructureBuilder writeOnly(String key, Schema schema, String description) {
    return put(key, new Property(schema, description, false, true, true));
  }

  StructureBuilder member(String key, Property property) {
    return put(key, property);
  }

  private StructureBuilder put(String key, Property property) {
    if (properties.putIfAbsent(key, property) != null) {
      throw new IllegalArgumentException("twice: " + key);
    }
    return this;
  }

  StructureBuilder required(String... keys) {
    return required(List.of(keys));
  }

  StructureBuilder required(List<String> keys) {
    required = keys;
    return this;
  }

  StructureBuilder additional(Schema schema) {
    additional = schema;
    return this;
  }

  StructureBuilder closed() {
    closed = true;
    return this;
  }

  StructureBuilder link(String relation, String href) {
    links.add(new Link(relation, href));
    return this;
  }

  Structure build() {
    return new Structure(
        name,
        Collections.unmodifiableSequencedMap(new LinkedHashMap<>(properties)),
        required,
        additional,
        closed,
        links);
  }
}

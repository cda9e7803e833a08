package dev.vitrine.images.metadefs;

import dev.vitrine.catalog.metadefs.NamespaceVisibility;
import dev.vitrine.catalog.metadefs.PropertyDefinition;
import dev.vitrine.catalog.metadefs.PropertyDefinitionBuilder;
import dev.vitrine.images.access.Caller;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Namespaces to be made, and who makes them.
final class Vocabulary {
  static final Caller ADMIN = new Caller("root", "ops", Set.of("admin", "member", "reader"), true);
  static final String IMAGE = "OS::Glance::Image";

  private Vocabulary() {}

  static Caller reader(String project) {
    return new Caller("user", project, Set.of("reader"), false);
  }

  static NewNamespace empty(String name) {
    return empty(name, null, null);
  }

  static NewNamespace empty(
      String name, @Nullable NamespaceVisibility visibility, @Nullable String owner) {
    return new NewNamespace(
        new NamespaceAttributes(name, null, null, visibility, false, owner),
        List.of(),
        new LinkedHashMap<>(),
        List.of(),
        List.of());
  }

  /// With a property `p`, an object `o` that has a property `q` and needs it, a tag `t`, and an
  /// association with images behind `hw_`.
  static NewNamespace full(String name, boolean isProtected) {
    return new NewNamespace(
        new NamespaceAttributes(
            name, "Full", "All there is", NamespaceVisibility.PUBLIC, isProtected, "o"),
        List.of(new NewAssociation(IMAGE, "hw_", null)),
        properties("p"),
        List.of(new NewObject("o", null, List.of("q"), properties("q"))),
        List.of("t"));
  }

  static SequencedMap<String, PropertyDefinition> properties(String... names) {
    SequencedMap<String, PropertyDefinition> properties = new LinkedHashMap<>();
    for (String name : names) {
      properties.put(name, text(name));
    }
    return properties;
  }

  static PropertyDefinition text(String title) {
    return new PropertyDefinitionBuilder("string", title).build();
  }

  static NewObject object(String name) {
    return new NewObject(name, null, List.of(), new LinkedHashMap<>());
  }
}

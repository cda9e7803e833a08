package dev.vitrine.images.metadefs;

import dev.vitrine.catalog.metadefs.Association;
import dev.vitrine.catalog.metadefs.NamespaceContent;
import dev.vitrine.catalog.metadefs.PropertyDefinition;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Policy.Action;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.metadefs.NamespaceChanges.Edited;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The use cases of a namespace's own properties. Thread-safe; calls block.
public final class Properties {
  private final NamespaceAccess access;
  private final NamespaceChanges changes;

  Properties(NamespaceAccess access, NamespaceChanges changes) {
    this.access = access;
    this.changes = changes;
  }

  /// A definition under its name.
  public record Named(String name, PropertyDefinition definition) {}

  public SequencedMap<String, PropertyDefinition> list(Caller caller, String namespace)
      throws Refusal {
    var document = access.find(caller, namespace, Action.GET_METADEF_PROPERTIES);
    boolean shown = access.may(caller, Action.GET_METADEF_PROPERTY, document.namespace());
    return shown ? document.content().value().properties() : new LinkedHashMap<>();
  }

  /// The property of that name, or of the name that it has on a resource of that type.
  ///
  /// @param resourceType null when the name is the property's own
  public Named show(Caller caller, String namespace, String name, @Nullable String resourceType)
      throws Refusal {
    if (resourceType == null) {
      var document = access.find(caller, namespace, Action.GET_METADEF_PROPERTY);
      return found(document.content().value(), name);
    }
    var document =
        access.find(
            caller, namespace, Action.GET_METADEF_PROPERTY, Action.GET_METADEF_RESOURCE_TYPE);
    Association association =
        document
            .namespace()
            .association(resourceType)
            .orElseThrow(() ->
                new Refusal.NotFound(
                    "The metadata definition resource-type with name="
                        + resourceType
                        + ", was not found."));
    String prefix = association.prefix();
    if (prefix == null || prefix.isEmpty() || !name.startsWith(prefix)) {
      throw new Refusal.NotFound(
          "Property %s does not start with the expected resource type association prefix of '%s'."
              .formatted(name, prefix == null ? "" : prefix));
    }
    return found(document.content().value(), name.substring(prefix.length()));
  }

  private static Named found(NamespaceContent content, String name) throws Refusal.NotFound {
    PropertyDefinition definition = content.properties().get(name);
    if (definition == null) {
      throw notFound(name);
    }
    return new Named(name, definition);
  }

  public void add(Caller caller, String namespace, Named wanted)
      throws Refusal, InterruptedException {
    DefinitionRules.checkName("property", wanted.name());
    changes.commit(
        caller,
        namespace,
        (_, content) -> {
          SequencedMap<String, PropertyDefinition> more = new LinkedHashMap<>(content.properties());
          if (more.putIfAbsent(wanted.name(), wanted.definition()) != null) {
            throw new Refusal.Conflict(
                "A metadata definition property with name=%s already exists in namespace=%s."
                    .formatted(wanted.name(), namespace));
          }
          return new Edited<>(content.withProperties(more), wanted);
        },
        Action.ADD_METADEF_PROPERTY);
  }

  /// Puts another definition in the place of one, perhaps under another name.
  public void replace(Caller caller, String namespace, String name, Named wanted)
      throws Refusal, InterruptedException {
    DefinitionRules.checkName("property", wanted.name());
    changes.commit(
        caller,
        namespace,
        (_, content) -> {
          if (!content.properties().containsKey(name)) {
            throw notFound(name);
          }
          if (!wanted.name().equals(name) && content.properties().containsKey(wanted.name())) {
            throw new Refusal.Conflict(
                ("Invalid update. It would result in a duplicate metadata definition property"
                        + " with the same name=%s in namespace=%s.")
                    .formatted(wanted.name(), namespace));
          }
          return new Edited<>(
              content.withProperties(
                  Entries.replaced(content.properties(), name, wanted.name(), wanted.definition())),
              wanted);
        },
        Action.MODIFY_METADEF_PROPERTY);
  }

  public void remove(Caller caller, String namespace, String name)
      throws Refusal, InterruptedException {
    changes.commit(
        caller,
        namespace,
        (owner, content) -> {
          if (!content.properties().containsKey(name)) {
            throw notFound(name);
          }
          NamespaceChanges.requireUnprotected(owner, "property", name);
          return new Edited<>(
              content.withProperties(Entries.without(content.properties(), name)), name);
        },
        Action.REMOVE_METADEF_PROPERTY);
  }

  private static Refusal.NotFound notFound(String name) {
    return new Refusal.NotFound("Could not find property " + name);
  }
}

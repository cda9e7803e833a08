package dev.vitrine.images.metadefs;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.metadefs.ObjectDefinition;
import dev.vitrine.images.Timestamps;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Policy.Action;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.metadefs.NamespaceChanges.Edited;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// The use cases of a namespace's objects. Thread-safe; calls block.
public final class Objects {
  private final NamespaceAccess access;
  private final NamespaceChanges changes;
  private final NamespaceAssembly assembly;
  private final Timestamps timestamps;

  Objects(
      Catalog catalog, NamespaceAccess access, NamespaceChanges changes, Timestamps timestamps) {
    this.access = access;
    this.changes = changes;
    this.assembly = new NamespaceAssembly(catalog, timestamps);
    this.timestamps = timestamps;
  }

  /// All objects, the oldest first.
  public List<ObjectDefinition> list(Caller caller, String namespace) throws Refusal {
    var document = access.find(caller, namespace, Action.GET_METADEF_OBJECTS);
    boolean shown = access.may(caller, Action.GET_METADEF_OBJECT, document.namespace());
    return shown ? List.copyOf(document.content().value().objects().values()) : List.of();
  }

  public ObjectDefinition show(Caller caller, String namespace, String name) throws Refusal {
    var document = access.find(caller, namespace, Action.GET_METADEF_OBJECT);
    ObjectDefinition object = document.content().value().objects().get(name);
    if (object == null) {
      throw notFound(name);
    }
    return object;
  }

  public ObjectDefinition add(Caller caller, String namespace, NewObject wanted)
      throws Refusal, InterruptedException {
    DefinitionRules.check(wanted);
    return changes.commit(
        caller,
        namespace,
        (_, content) -> {
          ObjectDefinition object = assembly.object(wanted);
          SequencedMap<String, ObjectDefinition> more = new LinkedHashMap<>(content.objects());
          if (more.putIfAbsent(wanted.name(), object) != null) {
            throw duplicate(namespace, wanted.name());
          }
          return new Edited<>(content.withObjects(more), object);
        },
        Action.ADD_METADEF_OBJECT);
  }

  /// Makes the object what the caller says, perhaps under another name.
  public ObjectDefinition replace(Caller caller, String namespace, String name, NewObject wanted)
      throws Refusal, InterruptedException {
    DefinitionRules.check(wanted);
    return changes.commit(
        caller,
        namespace,
        (_, content) -> {
          ObjectDefinition before = content.objects().get(name);
          if (before == null) {
            throw notFound(name);
          }
          if (!wanted.name().equals(name) && content.objects().containsKey(wanted.name())) {
            throw new Refusal.Conflict(
                ("Invalid update. It would result in a duplicate metadata definition object with"
                        + " same name=%s in namespace=%s.")
                    .formatted(wanted.name(), namespace));
          }
          ObjectDefinition object =
              new ObjectDefinition(
                  wanted.name(),
                  wanted.description(),
                  wanted.required(),
                  wanted.properties(),
                  before.createdAt(),
                  timestamps.next());
          return new Edited<>(
              content.withObjects(Entries.replaced(content.objects(), name, wanted.name(), object)),
              object);
        },
        Action.MODIFY_METADEF_OBJECT);
  }

  public void remove(Caller caller, String namespace, String name)
      throws Refusal, InterruptedException {
    changes.commit(
        caller,
        namespace,
        (owner, content) -> {
          if (!content.objects().containsKey(name)) {
            throw notFound(name);
          }
          NamespaceChanges.requireUnprotected(owner, "object", name);
          return new Edited<>(content.withObjects(Entries.without(content.objects(), name)), name);
        },
        Action.DELETE_METADEF_OBJECT);
  }

  static Refusal.Conflict duplicate(String namespace, String name) {
    return new Refusal.Conflict(
        "A metadata definition object with name=%s already exists in namespace=%s."
            .formatted(name, namespace));
  }

  private static Refusal.NotFound notFound(String name) {
    return new Refusal.NotFound("Could not find metadata object " + name);
  }
}

package dev.vitrine.images.metadefs;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.CatalogTransaction;
import dev.vitrine.catalog.NamespaceDocument;
import dev.vitrine.catalog.metadefs.Namespace;
import dev.vitrine.catalog.metadefs.NamespaceContent;
import dev.vitrine.catalog.metadefs.NamespaceVisibility;
import dev.vitrine.images.Commits;
import dev.vitrine.images.Timestamps;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Policy.Action;
import dev.vitrine.images.access.Refusal;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The use cases of namespaces as wholes. Thread-safe; calls block.
public final class Namespaces {
  private final Catalog catalog;
  private final NamespaceAccess access;
  private final NamespaceChanges changes;
  private final NamespaceDirectory directory;
  private final NamespaceAssembly assembly;
  private final NamespaceLoader loader;
  private final Timestamps timestamps;

  Namespaces(
      Catalog catalog,
      NamespaceAccess access,
      NamespaceChanges changes,
      NamespaceDirectory directory,
      Timestamps timestamps) {
    this.catalog = catalog;
    this.access = access;
    this.changes = changes;
    this.directory = directory;
    this.assembly = new NamespaceAssembly(catalog, timestamps);
    this.loader = new NamespaceLoader(catalog, timestamps);
    this.timestamps = timestamps;
  }

  /// Makes a namespace with everything in it, or nothing.
  public WholeNamespace create(Caller caller, NewNamespace wanted)
      throws Refusal, InterruptedException {
    access.requireInGeneral(caller, Action.ADD_METADEF_NAMESPACE);
    if (!wanted.associations().isEmpty()) {
      access.requireInGeneral(caller, Action.ADD_METADEF_RESOURCE_TYPE_ASSOCIATION);
    }
    if (!wanted.objects().isEmpty()) {
      access.requireInGeneral(caller, Action.ADD_METADEF_OBJECT);
    }
    if (!wanted.properties().isEmpty()) {
      access.requireInGeneral(caller, Action.ADD_METADEF_PROPERTY);
    }
    if (!wanted.tags().isEmpty()) {
      access.requireInGeneral(caller, Action.ADD_METADEF_TAG);
    }
    DefinitionRules.check(wanted);
    String name = wanted.attributes().name();
    return Commits.retrying(() -> {
      if (catalog.namespace(name).isPresent()) {
        throw new Refusal.Conflict(
            "The metadata definition namespace=" + name + " already exists.");
      }
      CatalogTransaction transaction = catalog.transaction();
      WholeNamespace whole = assembly.assemble(withDefaults(wanted, caller.project()), transaction);
      DefinitionRules.checkWeight(name, transaction.bytes());
      transaction.commit();
      return whole;
    });
  }

  /// Loads a namespace as the operator's command does, protected ones too: for administrators who
  /// may make, change and delete namespaces.
  public NamespaceLoader.Outcome load(Caller caller, NewNamespace wanted, LoadMode mode)
      throws Refusal, InterruptedException {
    if (!caller.admin()) {
      throw new Refusal.Forbidden("Only an administrator may load namespaces.");
    }
    access.requireInGeneral(caller, Action.ADD_METADEF_NAMESPACE);
    access.requireInGeneral(caller, Action.MODIFY_METADEF_NAMESPACE);
    access.requireInGeneral(caller, Action.DELETE_METADEF_NAMESPACE);
    return loader.load(wanted, mode);
  }

  private static NewNamespace withDefaults(NewNamespace wanted, @Nullable String project) {
    return new NewNamespace(
        withDefaults(wanted.attributes(), project),
        wanted.associations(),
        wanted.properties(),
        wanted.objects(),
        wanted.tags());
  }

  private static NamespaceAttributes withDefaults(
      NamespaceAttributes attributes, @Nullable String project) {
    NamespaceVisibility visibility = attributes.visibility();
    String owner = attributes.owner();
    return new NamespaceAttributes(
        attributes.name(),
        attributes.displayName(),
        attributes.description(),
        visibility == null ? NamespaceVisibility.PRIVATE : visibility,
        attributes.isProtected(),
        owner == null ? project : owner);
  }

  /// The namespace with everything in it.
  public WholeNamespace show(Caller caller, String name) throws Refusal {
    NamespaceDocument document =
        access.find(
            caller,
            name,
            Action.GET_METADEF_NAMESPACE,
            Action.LIST_METADEF_RESOURCE_TYPES,
            Action.GET_METADEF_OBJECTS,
            Action.GET_METADEF_PROPERTIES,
            Action.GET_METADEF_TAGS);
    return new WholeNamespace(document.namespace(), document.content().value());
  }

  /// A page of the namespaces that the caller may see, without their content, as of a moment after
  /// every commit that came before the call. One that the policy withholds is missing from its
  /// page.
  public NamespacePage list(Caller caller, NamespaceQuery query) throws Refusal {
    access.requireInGeneral(caller, Action.GET_METADEF_NAMESPACES);
    access.requireInGeneral(caller, Action.LIST_METADEF_RESOURCE_TYPES);
    String marker = query.marker();
    Namespace after = marker == null ? null : access.find(caller, marker).namespace();
    List<Namespace> found = first(caller, query, after);
    List<Namespace> shown =
        found.stream()
            .filter(namespace -> access.may(caller, Action.GET_METADEF_NAMESPACE, namespace))
            .toList();
    boolean full = !found.isEmpty() && found.size() == query.limit();
    return new NamespacePage(shown, full ? found.getLast().name() : null);
  }

  /// The first namespaces after the marker, in order. Keeps no more than a page of them.
  private List<Namespace> first(Caller caller, NamespaceQuery query, @Nullable Namespace after) {
    if (query.limit() == 0) {
      return List.of();
    }
    Comparator<Namespace> order = query.order();
    PriorityQueue<Namespace> page = new PriorityQueue<>(order.reversed());
    try (Stream<Namespace> all = directory.all()) {
      all.filter(namespace -> access.lists(caller, namespace))
          .filter(query::asksFor)
          .filter(namespace -> after == null || order.compare(namespace, after) > 0)
          .forEach(namespace -> {
            if (page.size() < query.limit()) {
              page.add(namespace);
            } else if (order.compare(namespace, page.element()) < 0) {
              page.remove();
              page.add(namespace);
            }
          });
    }
    return page.stream().sorted(order).toList();
  }

  /// Makes all attributes of the namespace what the caller says; what they do not say gets the
  /// value that it has in a new namespace. What is in it stays.
  public Namespace replace(Caller caller, String name, NamespaceAttributes wanted)
      throws Refusal, InterruptedException {
    NamespaceAttributes attributes = withDefaults(wanted, caller.project());
    return Commits.retrying(() -> {
      NamespaceDocument document = access.find(caller, name, Action.MODIFY_METADEF_NAMESPACE);
      DefinitionRules.check(attributes);
      Namespace before = document.namespace();
      Namespace after =
          new Namespace(
              attributes.name(),
              attributes.displayName(),
              attributes.description(),
              attributes.visibility(),
              attributes.isProtected(),
              attributes.owner(),
              before.createdAt(),
              timestamps.next(),
              before.associations());
      CatalogTransaction transaction =
          catalog.transaction().expectNamespace(document.head()).putNamespace(after);
      if (!after.name().equals(name)) {
        if (catalog.namespace(after.name()).isPresent()) {
          throw new Refusal.Conflict(
              "Invalid update. It would result in a duplicate metadata definition namespace with"
                  + " the same name of "
                  + after.name());
        }
        transaction
            .expectNoNamespace(after.name())
            .expectNamespaceContent(name, document.content())
            .putNamespaceContent(after.name(), document.content().value())
            .deleteNamespace(name);
      }
      transaction.commit();
      return after;
    });
  }

  /// Deletes the namespace and everything in it.
  public void delete(Caller caller, String name) throws Refusal, InterruptedException {
    Commits.retrying(() -> {
      NamespaceDocument document = access.find(caller, name, Action.DELETE_METADEF_NAMESPACE);
      NamespaceChanges.requireUnprotected(document.namespace(), "namespace", name);
      return catalog.transaction().expectNamespace(document.head()).deleteNamespace(name).commit();
    });
  }

  /// Deletes all properties of the namespace.
  public void clearProperties(Caller caller, String name) throws Refusal, InterruptedException {
    clear(caller, name, content -> content.withProperties(new LinkedHashMap<>()));
  }

  /// Deletes all objects of the namespace.
  public void clearObjects(Caller caller, String name) throws Refusal, InterruptedException {
    clear(caller, name, content -> content.withObjects(new LinkedHashMap<>()));
  }

  /// Deletes all tags of the namespace.
  public void clearTags(Caller caller, String name) throws Refusal, InterruptedException {
    clear(
        caller,
        name,
        content -> content.withTags(new LinkedHashMap<>()),
        Action.DELETE_METADEF_TAGS);
  }

  private void clear(Caller caller, String name, Clearing clearing, Action... more)
      throws Refusal, InterruptedException {
    Action[] actions =
        Stream.concat(Stream.of(Action.DELETE_METADEF_NAMESPACE), Stream.of(more))
            .toArray(Action[]::new);
    changes.commit(
        caller,
        name,
        (namespace, content) -> {
          NamespaceChanges.requireUnprotected(namespace, "namespace", name);
          return new NamespaceChanges.Edited<>(clearing.apply(content), true);
        },
        actions);
  }

  @FunctionalInterface
  private interface Clearing {
    NamespaceContent apply(NamespaceContent content);
  }
}

package dev.vitrine.images.metadefs;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.CatalogTransaction;
import dev.vitrine.catalog.NamespaceDocument;
import dev.vitrine.catalog.metadefs.Association;
import dev.vitrine.catalog.metadefs.Namespace;
import dev.vitrine.catalog.metadefs.NamespaceContent;
import dev.vitrine.catalog.metadefs.ObjectDefinition;
import dev.vitrine.catalog.metadefs.ResourceType;
import dev.vitrine.catalog.metadefs.Tag;
import dev.vitrine.images.Timestamps;
import dev.vitrine.images.access.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/// Makes records of what somebody wants, each with a time of its own, and refuses what is said
/// twice. Thread-safe.
final class NamespaceAssembly {
  private final Catalog catalog;
  private final Timestamps timestamps;

  NamespaceAssembly(Catalog catalog, Timestamps timestamps) {
    this.catalog = catalog;
    this.timestamps = timestamps;
  }

  /// Adds to the transaction a namespace that is not there yet, with all that it shall hold and the
  /// resource types that are new.
  WholeNamespace assemble(NewNamespace wanted, CatalogTransaction transaction) throws Refusal {
    transaction.expectNoNamespace(wanted.attributes().name());
    return put(wanted, transaction);
  }

  /// The same for a namespace that comes in the place of another with its name.
  void assembleInPlaceOf(
      NamespaceDocument there, NewNamespace wanted, CatalogTransaction transaction) throws Refusal {
    transaction
        .expectNamespace(there.head())
        .expectNamespaceContent(there.namespace().name(), there.content());
    put(wanted, transaction);
  }

  private WholeNamespace put(NewNamespace wanted, CatalogTransaction transaction) throws Refusal {
    NamespaceAttributes attributes = wanted.attributes();
    Instant now = timestamps.next();
    List<Association> associations = new ArrayList<>();
    for (NewAssociation association : wanted.associations()) {
      if (associations.stream()
          .anyMatch(other -> other.resourceType().equals(association.resourceType()))) {
        throw alreadyAssociated(attributes.name(), association.resourceType());
      }
      associations.add(association(association));
    }
    Namespace namespace =
        new Namespace(
            attributes.name(),
            attributes.displayName(),
            attributes.description(),
            attributes.visibility(),
            attributes.isProtected(),
            attributes.owner(),
            now,
            now,
            associations);
    NamespaceContent content =
        new NamespaceContent(
            wanted.properties(),
            objects(attributes.name(), wanted.objects()),
            tags(attributes.name(), wanted.tags()));
    addMissing(associations.stream().map(Association::resourceType).toList(), transaction);
    transaction.putNamespace(namespace).putNamespaceContent(namespace.name(), content);
    return new WholeNamespace(namespace, content);
  }

  Association association(NewAssociation wanted) {
    Instant now = timestamps.next();
    return new Association(
        wanted.resourceType(), wanted.prefix(), wanted.propertiesTarget(), now, now);
  }

  ObjectDefinition object(NewObject wanted) {
    Instant now = timestamps.next();
    return new ObjectDefinition(
        wanted.name(), wanted.description(), wanted.required(), wanted.properties(), now, now);
  }

  Tag tag(String name) {
    Instant now = timestamps.next();
    return new Tag(name, now, now);
  }

  private SequencedMap<String, ObjectDefinition> objects(String namespace, List<NewObject> wanted)
      throws Refusal {
    SequencedMap<String, ObjectDefinition> objects = new LinkedHashMap<>();
    for (NewObject object : wanted) {
      if (objects.putIfAbsent(object.name(), object(object)) != null) {
        throw Objects.duplicate(namespace, object.name());
      }
    }
    return objects;
  }

  SequencedMap<String, Tag> tags(String namespace, List<String> names) throws Refusal {
    SequencedMap<String, Tag> tags = new LinkedHashMap<>();
    for (String name : names) {
      if (tags.putIfAbsent(name, tag(name)) != null) {
        throw Tags.duplicate(namespace, name);
      }
    }
    return tags;
  }

  /// Adds to the transaction the resource types that nothing was associated with before.
  void addMissing(Collection<String> resourceTypes, CatalogTransaction transaction) {
    Set<String> known = catalog.resourceTypes(resourceTypes).keySet();
    for (String name : resourceTypes) {
      if (!known.contains(name)) {
        Instant now = timestamps.next();
        transaction.expectNoResourceType(name).putResourceType(new ResourceType(name, now, now));
      }
    }
  }

  static Refusal.Conflict alreadyAssociated(String namespace, String resourceType) {
    return new Refusal.Conflict(
        "The metadata definition resource-type association of resource-type="
            + resourceType
            + " to namespace="
            + namespace
            + " already exists.");
  }
}

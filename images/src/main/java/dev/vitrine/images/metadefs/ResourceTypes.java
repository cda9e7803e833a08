package dev.vitrine.images.metadefs;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.CatalogTransaction;
import dev.vitrine.catalog.NamespaceDocument;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.catalog.metadefs.Association;
import dev.vitrine.catalog.metadefs.Namespace;
import dev.vitrine.catalog.metadefs.ResourceType;
import dev.vitrine.images.Commits;
import dev.vitrine.images.Timestamps;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Policy.Action;
import dev.vitrine.images.access.Refusal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The use cases of resource types and of what namespaces apply to. Thread-safe; calls block.
public final class ResourceTypes {
  private final Catalog catalog;
  private final NamespaceAccess access;
  private final NamespaceAssembly assembly;

  ResourceTypes(Catalog catalog, NamespaceAccess access, Timestamps timestamps) {
    this.catalog = catalog;
    this.access = access;
    this.assembly = new NamespaceAssembly(catalog, timestamps);
  }

  /// Every resource type that is known, whatever the caller sees of the namespaces; the oldest
  /// first.
  public List<ResourceType> list(Caller caller) throws Refusal {
    access.requireInGeneral(caller, Action.LIST_METADEF_RESOURCE_TYPES);
    try (var types = catalog.allResourceTypes()) {
      return types
          .map(Versioned::value)
          .sorted(Comparator.comparing(ResourceType::createdAt))
          .toList();
    }
  }

  /// What the namespace applies to.
  public List<Association> associations(Caller caller, String namespace) throws Refusal {
    NamespaceDocument document = access.find(caller, namespace, Action.LIST_METADEF_RESOURCE_TYPES);
    boolean shown = access.may(caller, Action.GET_METADEF_RESOURCE_TYPE, document.namespace());
    return shown ? document.namespace().associations() : List.of();
  }

  public Association associate(Caller caller, String name, NewAssociation wanted)
      throws Refusal, InterruptedException {
    DefinitionRules.check(wanted);
    return Commits.retrying(() -> {
      NamespaceDocument document =
          access.find(caller, name, Action.ADD_METADEF_RESOURCE_TYPE_ASSOCIATION);
      Namespace namespace = document.namespace();
      if (namespace.association(wanted.resourceType()).isPresent()) {
        throw NamespaceAssembly.alreadyAssociated(name, wanted.resourceType());
      }
      Association association = assembly.association(wanted);
      List<Association> more = new ArrayList<>(namespace.associations());
      more.add(association);
      CatalogTransaction transaction =
          catalog
              .transaction()
              .expectNamespace(document.head())
              .putNamespace(namespace.withAssociations(more));
      assembly.addMissing(List.of(wanted.resourceType()), transaction);
      DefinitionRules.checkWeight(name, transaction.bytes());
      transaction.commit();
      return association;
    });
  }

  /// The resource type itself stays.
  public void dissociate(Caller caller, String name, String resourceType)
      throws Refusal, InterruptedException {
    Commits.retrying(() -> {
      NamespaceDocument document =
          access.find(caller, name, Action.REMOVE_METADEF_RESOURCE_TYPE_ASSOCIATION);
      Namespace namespace = document.namespace();
      if (namespace.association(resourceType).isEmpty()) {
        throw new Refusal.NotFound("Failed to find resource type " + resourceType + " to delete");
      }
      NamespaceChanges.requireUnprotected(namespace, "resource-type-association", resourceType);
      List<Association> others =
          namespace.associations().stream()
              .filter(association -> !association.resourceType().equals(resourceType))
              .toList();
      return catalog
          .transaction()
          .expectNamespace(document.head())
          .putNamespace(namespace.withAssociations(others))
          .commit();
    });
  }
}

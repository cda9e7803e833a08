package dev.vitrine.images.metadefs;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.CatalogTransaction;
import dev.vitrine.catalog.NamespaceDocument;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.catalog.metadefs.Association;
import dev.vitrine.catalog.metadefs.Namespace;
import dev.vitrine.catalog.metadefs.NamespaceContent;
import dev.vitrine.catalog.metadefs.NamespaceVisibility;
import dev.vitrine.catalog.metadefs.ObjectDefinition;
import dev.vitrine.catalog.metadefs.PropertyDefinition;
import dev.vitrine.catalog.metadefs.Tag;
import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.images.Commits;
import dev.vitrine.images.Timestamps;
import dev.vitrine.images.access.Refusal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.function.Consumer;

/// Takes whole vocabularies in, and out: the operator's use cases, which no policy guards.
/// Thread-safe; calls block.
///
/// What a file does not say stays unsaid: a namespace without a visibility is private, and is
/// written out without one.
public final class NamespaceLoader {
  /// Who owns what nobody is said to own.
  private static final String OWNER = "admin";

  private final Catalog catalog;
  private final Timestamps timestamps;
  private final NamespaceAssembly assembly;

  public NamespaceLoader(Catalog catalog, InstantSource clock) {
    this(catalog, new Timestamps(clock));
  }

  NamespaceLoader(Catalog catalog, Timestamps timestamps) {
    this.catalog = catalog;
    this.timestamps = timestamps;
    this.assembly = new NamespaceAssembly(catalog, timestamps);
  }

  /// What became of a namespace that was loaded.
  public enum Outcome {
    ADDED,
    KEPT,
    MERGED,
    REPLACED;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// Throws [IllegalArgumentException] for a word that is no outcome.
    public static Outcome of(String text) {
      for (Outcome outcome : values()) {
        if (outcome.text().equals(text)) {
          return outcome;
        }
      }
      throw new IllegalArgumentException("no outcome of loading: " + text);
    }
  }

  /// Loads one namespace in one commit.
  public Outcome load(NewNamespace loaded, LoadMode mode) throws Refusal, InterruptedException {
    DefinitionRules.check(loaded);
    NewNamespace wanted = owned(loaded);
    return Commits.retrying(() -> {
      NamespaceDocument there = catalog.namespace(wanted.attributes().name()).orElse(null);
      if (there == null) {
        CatalogTransaction transaction = catalog.transaction();
        assembly.assemble(wanted, transaction);
        return commit(wanted, transaction, Outcome.ADDED);
      }
      return switch (mode) {
        case SKIP -> Outcome.KEPT;
        case MERGE -> merge(wanted, there, false);
        case PREFER_NEW -> merge(wanted, there, true);
        case OVERWRITE -> overwrite(wanted, there);
      };
    });
  }

  /// Loads all of them in one commit if the registry is new: nothing was ever committed to it.
  /// Returns whether it was.
  public boolean fillNewRegistry(List<NewNamespace> loaded) throws Refusal, InterruptedException {
    if (catalog.registry().head() > 0) {
      return false;
    }
    return Commits.retrying(() -> {
      CatalogTransaction transaction = catalog.transaction();
      for (NewNamespace namespace : loaded) {
        DefinitionRules.check(namespace);
        assembly.assemble(owned(namespace), transaction);
      }
      DefinitionRules.checkWeight("of the first start", transaction.bytes());
      transaction.commit();
      return true;
    });
  }

  /// Deletes all namespaces, protected or not, and all resource types; returns how many namespaces
  /// there were.
  public int unload() throws Refusal, InterruptedException {
    int count = 0;
    for (String name : names()) {
      Commits.retrying(() -> catalog.transaction().deleteNamespace(name).commit());
      count++;
    }
    List<String> types;
    try (var all = catalog.allResourceTypes()) {
      types = all.map(type -> type.value().name()).toList();
    }
    for (String type : types) {
      Commits.retrying(() -> catalog.transaction().deleteResourceType(type).commit());
    }
    return count;
  }

  /// Shows every namespace with all that is in it, by name.
  public void export(Consumer<WholeNamespace> receiver) {
    for (String name : names()) {
      catalog
          .namespace(name)
          .map(found -> new WholeNamespace(found.namespace(), found.content().value()))
          .ifPresent(receiver);
    }
  }

  private List<String> names() {
    try (var all = catalog.allNamespaces()) {
      return all.map(Versioned::value).map(Namespace::name).toList();
    }
  }

  private static NewNamespace owned(NewNamespace loaded) {
    NamespaceAttributes said = loaded.attributes();
    String owner = said.owner();
    return new NewNamespace(
        new NamespaceAttributes(
            said.name(),
            said.displayName(),
            said.description(),
            said.visibility(),
            said.isProtected(),
            owner == null ? OWNER : owner),
        loaded.associations(),
        loaded.properties(),
        loaded.objects(),
        loaded.tags());
  }

  private static Outcome commit(
      NewNamespace wanted, CatalogTransaction transaction, Outcome outcome)
      throws Refusal, ConflictException, InterruptedException {
    DefinitionRules.checkWeight(wanted.attributes().name(), transaction.bytes());
    transaction.commit();
    return outcome;
  }

  private Outcome overwrite(NewNamespace wanted, NamespaceDocument there)
      throws Refusal, ConflictException, InterruptedException {
    CatalogTransaction transaction = catalog.transaction();
    assembly.assembleInPlaceOf(there, wanted, transaction);
    return commit(wanted, transaction, Outcome.REPLACED);
  }

  private Outcome merge(NewNamespace wanted, NamespaceDocument there, boolean preferNew)
      throws Refusal, ConflictException, InterruptedException {
    Namespace before = there.namespace();
    Namespace namespace =
        (preferNew ? updated(before, wanted.attributes()) : before)
            .withAssociations(associations(before, wanted, preferNew));
    NamespaceContent content = content(there.content().value(), wanted, preferNew);
    if (namespace.equals(before) && content.equals(there.content().value())) {
      return Outcome.KEPT;
    }
    CatalogTransaction transaction =
        catalog
            .transaction()
            .expectNamespace(there.head())
            .expectNamespaceContent(before.name(), there.content())
            .putNamespace(namespace)
            .putNamespaceContent(before.name(), content);
    assembly.addMissing(
        wanted.associations().stream().map(NewAssociation::resourceType).toList(), transaction);
    return commit(wanted, transaction, Outcome.MERGED);
  }

  private Namespace updated(Namespace before, NamespaceAttributes said) {
    NamespaceVisibility visibility = said.visibility();
    Namespace same =
        new Namespace(
            before.name(),
            said.displayName(),
            said.description(),
            visibility,
            said.isProtected(),
            said.owner(),
            before.createdAt(),
            before.updatedAt(),
            before.associations());
    return same.equals(before)
        ? before
        : new Namespace(
            before.name(),
            said.displayName(),
            said.description(),
            visibility,
            said.isProtected(),
            said.owner(),
            before.createdAt(),
            timestamps.next(),
            before.associations());
  }

  private List<Association> associations(Namespace before, NewNamespace wanted, boolean preferNew) {
    SequencedMap<String, Association> all = new LinkedHashMap<>();
    before.associations().forEach(association -> all.put(association.resourceType(), association));
    for (NewAssociation said : wanted.associations()) {
      Association old = all.get(said.resourceType());
      if (old == null) {
        all.put(said.resourceType(), assembly.association(said));
      } else if (preferNew) {
        Association same =
            new Association(
                said.resourceType(),
                said.prefix(),
                said.propertiesTarget(),
                old.createdAt(),
                old.updatedAt());
        all.put(
            said.resourceType(),
            same.equals(old)
                ? old
                : new Association(
                    said.resourceType(),
                    said.prefix(),
                    said.propertiesTarget(),
                    old.createdAt(),
                    timestamps.next()));
      }
    }
    return new ArrayList<>(all.values());
  }

  private NamespaceContent content(
      NamespaceContent before, NewNamespace wanted, boolean preferNew) {
    SequencedMap<String, PropertyDefinition> properties = new LinkedHashMap<>(before.properties());
    wanted
        .properties()
        .forEach((name, said) -> {
          if (preferNew || !properties.containsKey(name)) {
            properties.put(name, said);
          }
        });
    SequencedMap<String, ObjectDefinition> objects = new LinkedHashMap<>(before.objects());
    for (NewObject said : wanted.objects()) {
      ObjectDefinition old = objects.get(said.name());
      if (old == null) {
        objects.put(said.name(), assembly.object(said));
      } else if (preferNew) {
        objects.put(said.name(), updated(old, said));
      }
    }
    SequencedMap<String, Tag> tags = new LinkedHashMap<>(before.tags());
    for (String name : wanted.tags()) {
      if (!tags.containsKey(name)) {
        tags.put(name, assembly.tag(name));
      }
    }
    return new NamespaceContent(properties, objects, tags);
  }

  private ObjectDefinition updated(ObjectDefinition old, NewObject said) {
    ObjectDefinition same = object(said, old, old.updatedAt());
    return same.equals(old) ? old : object(said, old, timestamps.next());
  }

  private static ObjectDefinition object(NewObject said, ObjectDefinition old, Instant updatedAt) {
    return new ObjectDefinition(
        said.name(),
        said.description(),
        said.required(),
        said.properties(),
        old.createdAt(),
        updatedAt);
  }
}

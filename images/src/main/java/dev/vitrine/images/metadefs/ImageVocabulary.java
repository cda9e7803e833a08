package dev.vitrine.images.metadefs;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.metadefs.Association;
import dev.vitrine.catalog.metadefs.Namespace;
import dev.vitrine.catalog.metadefs.NamespaceContent;
import dev.vitrine.catalog.metadefs.PropertyDefinition;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Policy.Action;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the definitions say about the properties of images: those of the namespaces that apply to
/// images, and of the objects in them, under the names that they have on an image.
///
/// **Never older than the question**, as [NamespaceDirectory] is. Derived: read when first asked,
/// and anew when a namespace has changed since. **Bounded**: with more than [#MOST_REMEMBERED]
/// definitions nothing is kept, and every question reads the records. Thread-safe; calls block.
public final class ImageVocabulary {
  /// What namespaces that apply to images are associated with.
  private static final String IMAGES = "OS::Glance::Image";

  /// Some tens of megabytes of memory; what OpenStack ships has two hundred.
  private static final int MOST_REMEMBERED = 20_000;

  private record Entry(Namespace namespace, DefinedProperty property) {}

  /// @param changed which state of the namespaces this is
  private record View(long changed, Map<String, List<Entry>> entries) {}

  private final Catalog catalog;
  private final NamespaceAccess access;
  private final NamespaceDirectory directory;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile @Nullable View view;

  ImageVocabulary(Catalog catalog, NamespaceAccess access, NamespaceDirectory directory) {
    this.catalog = catalog;
    this.access = access;
    this.directory = directory;
  }

  /// The definitions of those properties that have any which the caller may get, by the property's
  /// name; those of one property by namespace.
  public SequencedMap<String, List<DefinedProperty>> of(Caller caller, Collection<String> names) {
    SequencedMap<String, List<DefinedProperty>> found = new LinkedHashMap<>();
    if (names.isEmpty()) {
      return found;
    }
    Map<String, List<Entry>> entries = entries(Set.copyOf(names));
    for (String name : names) {
      List<DefinedProperty> definitions =
          entries.getOrDefault(name, List.of()).stream()
              .filter(entry -> mayGet(caller, entry))
              .map(Entry::property)
              .toList();
      if (!definitions.isEmpty()) {
        found.put(name, definitions);
      }
    }
    return found;
  }

  private boolean mayGet(Caller caller, Entry entry) {
    Namespace namespace = entry.namespace();
    boolean ofObject = entry.property().object() != null;
    return access.shows(caller, namespace)
        && access.may(caller, Action.GET_METADEF_NAMESPACE, namespace)
        && access.may(
            caller, ofObject ? Action.GET_METADEF_OBJECT : Action.GET_METADEF_PROPERTY, namespace);
  }

  /// The entries of those names at least.
  private Map<String, List<Entry>> entries(Set<String> names) {
    long changed = directory.changed();
    View seen = view;
    if (seen != null && seen.changed() == changed) {
      return seen.entries();
    }
    reading.lock();
    try {
      seen = view;
      if (seen != null && seen.changed() == changed) {
        return seen.entries();
      }
      Map<String, List<Entry>> all = read(null);
      if (all == null) {
        view = null;
      } else {
        view = new View(changed, all);
        return all;
      }
    } finally {
      reading.unlock();
    }
    Map<String, List<Entry>> wanted = read(names);
    return wanted == null ? Map.of() : wanted;
  }

  /// @param names the only ones to look at; null for all, if they are not too many to remember
  private @Nullable Map<String, List<Entry>> read(@Nullable Set<String> names) {
    List<Namespace> applicable;
    try (Stream<Namespace> all = directory.all()) {
      applicable =
          all.filter(namespace -> association(namespace) != null)
              .sorted((one, other) -> one.name().compareTo(other.name()))
              .toList();
    }
    Map<String, List<Entry>> entries = new HashMap<>();
    int count = 0;
    for (Namespace namespace : applicable) {
      for (Named named : definitions(namespace)) {
        if (names == null && ++count > MOST_REMEMBERED) {
          return null;
        }
        if (names == null || names.contains(named.name())) {
          entries
              .computeIfAbsent(named.name(), _ -> new ArrayList<>())
              .add(new Entry(namespace, named.property()));
        }
      }
    }
    return entries;
  }

  private record Named(String name, DefinedProperty property) {}

  /// All that the namespace defines, under the names on an image.
  private List<Named> definitions(Namespace namespace) {
    Association association = association(namespace);
    if (association == null) {
      return List.of();
    }
    NamespaceContent content =
        catalog
            .namespace(namespace.name())
            .map(document -> document.content().value())
            .orElse(NamespaceContent.EMPTY);
    String prefix = association.prefix() == null ? "" : association.prefix();
    List<Named> definitions = new ArrayList<>();
    add(namespace, null, prefix, content.properties(), definitions);
    content
        .objects()
        .forEach((name, object) -> add(namespace, name, prefix, object.properties(), definitions));
    return definitions;
  }

  private static void add(
      Namespace namespace,
      @Nullable String object,
      String prefix,
      Map<String, PropertyDefinition> properties,
      List<Named> to) {
    properties.forEach((name, definition) ->
        to.add(
            new Named(prefix + name, new DefinedProperty(namespace.name(), object, definition))));
  }

  /// Null where the namespace says nothing about an image's own properties.
  private static @Nullable Association association(Namespace namespace) {
    return namespace
        .association(IMAGES)
        .filter(found -> found.propertiesTarget() == null || found.propertiesTarget().isEmpty())
        .orElse(null);
  }
}

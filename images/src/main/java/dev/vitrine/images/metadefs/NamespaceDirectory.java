package dev.vitrine.images.metadefs;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Keys;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.catalog.metadefs.Namespace;
import dev.vitrine.catalog.registry.Change;
import dev.vitrine.catalog.registry.Registry;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All namespaces, without their content, in memory: a reader of the registry's feed, so that a
/// list need not read the records. Derived: it begins empty and is read when first asked.
///
/// **Never older than the question.** Whoever asks gets the namespaces as of a commit that is not
/// before any that came before the call. The asker's thread follows the feed; a registry that wrote
/// much else meanwhile is scanned instead.
///
/// **Bounded.** With more than [#MOST_REMEMBERED] namespaces nothing is kept, and every question
/// reads the records. Thread-safe.
final class NamespaceDirectory {
  /// About 100 MB of memory at the longest descriptions; clouds have dozens of namespaces.
  private static final int MOST_REMEMBERED = 100_000;

  /// Reading this many changes takes about as long as scanning a large catalogue of definitions.
  private static final int MOST_CHANGES = 20_000;

  private static final int CHANGES_AT_ONCE = 2_000;

  /// @param revision the commit that it shows
  /// @param changed the last commit at or before that which concerned a namespace, as far as known
  private record View(long revision, long changed, Map<String, Namespace> namespaces) {}

  private final Catalog catalog;
  private final Registry registry;
  private final int mostRemembered;
  private final ReentrantLock following = new ReentrantLock();
  private volatile @Nullable View view;

  NamespaceDirectory(Catalog catalog) {
    this(catalog, MOST_REMEMBERED);
  }

  NamespaceDirectory(Catalog catalog, int mostRemembered) {
    this.catalog = catalog;
    this.registry = catalog.registry();
    this.mostRemembered = mostRemembered;
  }

  /// All namespaces, in no order. To be closed.
  Stream<Namespace> all() {
    View current = current();
    return current == null
        ? catalog.allNamespaces().map(Versioned::value)
        : current.namespaces().values().stream();
  }

  /// A number that is another one whenever a namespace or its content changed.
  long changed() {
    View current = current();
    return current == null ? registry.head() : current.changed();
  }

  private @Nullable View current() {
    long head = registry.head();
    View seen = view;
    if (seen != null && seen.revision() >= head) {
      return seen;
    }
    following.lock();
    try {
      seen = view;
      if (seen == null || seen.revision() < head) {
        seen = follow(seen, head);
        view = seen;
      }
      return seen;
    } finally {
      following.unlock();
    }
  }

  private @Nullable View follow(@Nullable View from, long head) {
    if (from == null
        || head - from.revision() > MOST_CHANGES
        || from.revision() < registry.oldestCursor()) {
      return read();
    }
    long revision = from.revision();
    long changed = from.changed();
    Set<String> concerned = new HashSet<>();
    int count = 0;
    while (revision < head) {
      List<Change> changes = registry.changes(revision, CHANGES_AT_ONCE);
      count += changes.size();
      if (changes.isEmpty() || count > MOST_CHANGES) {
        return read();
      }
      for (Change change : changes) {
        var namespace = Keys.namespaceConcerned(change.key());
        if (namespace.isPresent()) {
          concerned.add(namespace.get());
          changed = change.revision();
        }
      }
      revision = changes.getLast().revision();
    }
    return concerned.isEmpty()
        ? new View(revision, changed, from.namespaces())
        : remembered(revision, changed, renewed(from.namespaces(), concerned));
  }

  private Map<String, Namespace> renewed(
      Map<String, Namespace> namespaces, Collection<String> concerned) {
    Map<String, Namespace> renewed = new HashMap<>(namespaces);
    Map<String, Versioned<Namespace>> records = catalog.namespaces(concerned);
    for (String name : concerned) {
      Versioned<Namespace> record = records.get(name);
      if (record == null) {
        renewed.remove(name);
      } else {
        renewed.put(name, record.value());
      }
    }
    return renewed;
  }

  private @Nullable View read() {
    long revision = registry.head();
    Map<String, Namespace> namespaces = new HashMap<>();
    try (Stream<Versioned<Namespace>> records =
        catalog.allNamespaces().limit(mostRemembered + 1L)) {
      records.forEach(record -> namespaces.put(record.value().name(), record.value()));
    }
    return remembered(revision, revision, namespaces);
  }

  private @Nullable View remembered(
      long revision, long changed, Map<String, Namespace> namespaces) {
    return namespaces.size() > mostRemembered ? null : new View(revision, changed, namespaces);
  }
}

package dev.vitrine.images.metadefs;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.metadefs.Tag;
import dev.vitrine.images.Timestamps;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Policy.Action;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.metadefs.NamespaceChanges.Edited;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// The use cases of a namespace's tags. Thread-safe; calls block.
public final class Tags {
  private final NamespaceAccess access;
  private final NamespaceChanges changes;
  private final NamespaceAssembly assembly;
  private final Timestamps timestamps;

  Tags(Catalog catalog, NamespaceAccess access, NamespaceChanges changes, Timestamps timestamps) {
    this.access = access;
    this.changes = changes;
    this.assembly = new NamespaceAssembly(catalog, timestamps);
    this.timestamps = timestamps;
  }

  public List<Tag> list(Caller caller, String namespace, TagQuery query) throws Refusal {
    var document = access.find(caller, namespace, Action.GET_METADEF_TAGS);
    Map<String, Tag> tags = document.content().value().tags();
    Comparator<Tag> order = query.order();
    Tag after = query.marker() == null ? null : tags.get(query.marker());
    if (query.marker() != null && after == null) {
      throw notFound(query.marker());
    }
    if (!access.may(caller, Action.GET_METADEF_TAG, document.namespace())) {
      return List.of();
    }
    int limit = query.limit() == null ? tags.size() : query.limit();
    return tags.values().stream()
        .sorted(order)
        .filter(tag -> after == null || order.compare(tag, after) > 0)
        .limit(limit)
        .toList();
  }

  public Tag show(Caller caller, String namespace, String name) throws Refusal {
    var document = access.find(caller, namespace, Action.GET_METADEF_TAG);
    Tag tag = document.content().value().tags().get(name);
    if (tag == null) {
      throw notFound(name);
    }
    return tag;
  }

  public Tag add(Caller caller, String namespace, String name)
      throws Refusal, InterruptedException {
    DefinitionRules.checkName("tag", name);
    return changes.commit(
        caller,
        namespace,
        (_, content) -> {
          Tag tag = assembly.tag(name);
          SequencedMap<String, Tag> more = new LinkedHashMap<>(content.tags());
          if (more.putIfAbsent(name, tag) != null) {
            throw duplicate(namespace, name);
          }
          return new Edited<>(content.withTags(more), tag);
        },
        Action.ADD_METADEF_TAG);
  }

  /// Gives the namespace these tags instead of its own, or besides them. None are no wish: they
  /// change nothing.
  public void addAll(Caller caller, String namespace, List<String> names, boolean append)
      throws Refusal, InterruptedException {
    for (String name : names) {
      DefinitionRules.checkName("tag", name);
    }
    changes.commit(
        caller,
        namespace,
        (_, content) -> {
          if (names.isEmpty()) {
            return new Edited<>(content, true);
          }
          SequencedMap<String, Tag> all =
              append ? new LinkedHashMap<>(content.tags()) : new LinkedHashMap<>();
          for (Tag tag : assembly.tags(namespace, names).values()) {
            if (all.putIfAbsent(tag.name(), tag) != null) {
              throw duplicate(namespace, tag.name());
            }
          }
          return new Edited<>(content.withTags(all), true);
        },
        Action.ADD_METADEF_TAGS);
  }

  public Tag rename(Caller caller, String namespace, String name, String newName)
      throws Refusal, InterruptedException {
    DefinitionRules.checkName("tag", newName);
    return changes.commit(
        caller,
        namespace,
        (_, content) -> {
          Tag before = content.tags().get(name);
          if (before == null) {
            throw notFound(name);
          }
          if (!newName.equals(name) && content.tags().containsKey(newName)) {
            throw new Refusal.Conflict(
                ("Invalid update. It would result in a duplicate metadata tag with same name=%s in"
                        + " namespace=%s.")
                    .formatted(newName, namespace));
          }
          Tag tag = new Tag(newName, before.createdAt(), timestamps.next());
          return new Edited<>(
              content.withTags(Entries.replaced(content.tags(), name, newName, tag)), tag);
        },
        Action.MODIFY_METADEF_TAG);
  }

  public void remove(Caller caller, String namespace, String name)
      throws Refusal, InterruptedException {
    changes.commit(
        caller,
        namespace,
        (owner, content) -> {
          if (!content.tags().containsKey(name)) {
            throw notFound(name);
          }
          NamespaceChanges.requireUnprotected(owner, "tag", name);
          return new Edited<>(content.withTags(Entries.without(content.tags(), name)), name);
        },
        Action.DELETE_METADEF_TAG);
  }

  static Refusal.Conflict duplicate(String namespace, String name) {
    return new Refusal.Conflict(
        "A metadata tag with name=%s already exists in namespace=%s.".formatted(name, namespace));
  }

  private static Refusal.NotFound notFound(String name) {
    return new Refusal.NotFound("Could not find metadata tag " + name);
  }
}

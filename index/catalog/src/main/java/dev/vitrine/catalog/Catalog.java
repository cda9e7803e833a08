package dev.vitrine.catalog;

import dev.vitrine.catalog.metadefs.Namespace;
import dev.vitrine.catalog.metadefs.ResourceType;
import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.catalog.registry.Counter;
import dev.vitrine.catalog.registry.Entry;
import dev.vitrine.catalog.registry.Key;
import dev.vitrine.catalog.registry.Registry;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.catalog.registry.Transaction;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The records as values: typed reads and writes over a [Registry], which it does not own. [Keys]
/// draws the key space; [#transaction] begins a write. Thread-safe, holds nothing itself.
///
/// Every call may fail with [RegistryException]. The streams are to be closed.
public final class Catalog {
  private final Registry registry;

  public Catalog(Registry registry) {
    this.registry = registry;
  }

  /// What is underneath: the feed, the head.
  public Registry registry() {
    return registry;
  }

  /// Returns when everything that was read before the call is durable. A registry whose disk has
  /// failed shows what may yet be lost, until it can be written again; then this fails, as a commit
  /// does.
  public void requireDurable() throws ConflictException, InterruptedException {
    registry.commit(Transaction.builder().build());
  }

  /// A new, empty transaction.
  public CatalogTransaction transaction() {
    return new CatalogTransaction(registry);
  }

  /// Empty for an id that can be the name of no image, too.
  public Optional<Versioned<Image>> image(String id) {
    return Keys.canBeId(id) ? read(Keys.image(id), ImageCodec.INSTANCE) : Optional.empty();
  }

  /// The images that exist among the ids, by id, as they were at one moment.
  public Map<String, Versioned<Image>> images(Collection<String> ids) {
    List<Key> keys = ids.stream().filter(Keys::canBeId).map(Keys::image).toList();
    Map<String, Versioned<Image>> images = HashMap.newHashMap(keys.size());
    for (Entry entry : registry.getAll(keys).values()) {
      Versioned<Image> image = ImageCodec.INSTANCE.decode(entry);
      images.put(image.value().id(), image);
    }
    return images;
  }

  /// All images, by id, as they were at one moment.
  public Stream<Versioned<Image>> allImages() {
    return allImages(null);
  }

  /// As [#allImages], but only those whose id comes after the given one; null leaves none out.
  public Stream<Versioned<Image>> allImages(@Nullable String afterId) {
    return registry
        .scan(Keys.IMAGES, afterId == null ? null : Keys.image(afterId))
        .map(ImageCodec.INSTANCE::decode);
  }

  /// Empty for a project that can be no member, too.
  public Optional<Versioned<Member>> member(String imageId, String project) {
    return Keys.canBeMember(imageId, project)
        ? read(Keys.member(imageId, project), MemberCodec.INSTANCE)
        : Optional.empty();
  }

  /// The members of one image, by project, as they were at one moment.
  public List<Versioned<Member>> members(String imageId) {
    if (!Keys.canBeId(imageId)) {
      return List.of();
    }
    try (var members = scan(Keys.members(imageId), MemberCodec.INSTANCE)) {
      return members.toList();
    }
  }

  /// All members of all images, by image and project, as they were at one moment.
  public Stream<Versioned<Member>> allMembers() {
    return scan(Keys.MEMBERS, MemberCodec.INSTANCE);
  }

  /// Whether an image with this id was here and was deleted.
  public Optional<Versioned<Tombstone>> tombstone(String imageId) {
    return Keys.canBeId(imageId)
        ? read(Keys.tombstone(imageId), TombstoneCodec.INSTANCE)
        : Optional.empty();
  }

  /// What a project's images take, as of one moment; null for the images that nobody owns.
  public Usage usage(@Nullable String project) {
    Map<Resource, Key> keys = new EnumMap<>(Resource.class);
    for (Resource resource : Resource.values()) {
      keys.put(resource, Keys.usage(resource, project));
    }
    Map<Key, Entry> entries = registry.getAll(keys.values());
    Map<Resource, Long> amounts = new EnumMap<>(Resource.class);
    keys.forEach((resource, key) -> {
      Entry entry = entries.get(key);
      amounts.put(resource, Counter.value(key, entry == null ? null : entry.value()));
    });
    return new Usage(amounts);
  }

  /// Empty for an id that can be the name of no task, too.
  public Optional<Versioned<Task>> task(String id) {
    return Keys.canBeId(id) ? read(Keys.task(id), TaskCodec.INSTANCE) : Optional.empty();
  }

  /// All tasks, by id, as they were at one moment.
  public Stream<Versioned<Task>> allTasks() {
    return scan(Keys.TASKS, TaskCodec.INSTANCE);
  }

  /// What could not be removed yet, as it was at one moment.
  public List<Versioned<Removal>> removals() {
    try (var removals = scan(Keys.REMOVALS, RemovalCodec.INSTANCE)) {
      return removals.toList();
    }
  }

  /// Something that could not be removed yet.
  public Optional<Versioned<Removal>> removal(String id) {
    return read(Keys.removal(id), RemovalCodec.INSTANCE);
  }

  /// What is to be removed of one image, as it was at one moment.
  public List<Versioned<Removal>> removals(String imageId) {
    if (!Keys.canBeId(imageId)) {
      return List.of();
    }
    try (var removals = scan(Keys.removals(imageId), RemovalCodec.INSTANCE)) {
      return removals.toList();
    }
  }

  /// The image's import that is under way. Empty for an id that can be the name of no image, too.
  public Optional<Versioned<ImportJob>> importJob(String imageId) {
    return Keys.canBeId(imageId)
        ? read(Keys.importJob(imageId), ImportJobCodec.INSTANCE)
        : Optional.empty();
  }

  public Optional<Versioned<Lease>> lease(String name) {
    return read(Keys.lease(name), LeaseCodec.INSTANCE);
  }

  /// The leases whose name begins so, by name, as they were at one moment.
  public List<Versioned<Lease>> leases(String namePrefix) {
    try (var leases = scan(Keys.LEASES + namePrefix, LeaseCodec.INSTANCE)) {
      return leases.toList();
    }
  }

  /// What is condemned to be deleted from any store, as it was at one moment.
  public List<Versioned<CondemnedBatch>> condemned() {
    try (var batches = scan(Keys.CONDEMNED, CondemnedBatchCodec.INSTANCE)) {
      return batches.toList();
    }
  }

  public Optional<Versioned<CondemnedBatch>> condemned(String batchId) {
    return read(Keys.condemned(batchId), CondemnedBatchCodec.INSTANCE);
  }

  /// How many batches were condemned so far: as long as this stays, nothing new is condemned.
  public long condemnedEver() {
    Entry entry = registry.get(Keys.CONDEMNED_EVER);
    return Counter.value(Keys.CONDEMNED_EVER, entry == null ? null : entry.value());
  }

  /// Whom the collector waits for in that store; empty unless it has begun to.
  public Optional<Versioned<AwaitedWriters>> awaitedWriters(String store) {
    return read(Keys.awaitedWriters(store), AwaitedWritersCodec.INSTANCE);
  }

  /// What is lost or damaged in any store, as it was at one moment.
  public List<Versioned<DamagedObject>> damages() {
    try (var damages = scan(Keys.DAMAGES, DamagedObjectCodec.INSTANCE)) {
      return damages.toList();
    }
  }

  /// How far the scrub of that store has come; empty before the first.
  public Optional<Versioned<ScrubProgress>> scrub(String store) {
    return read(Keys.scrub(store), ScrubProgressCodec.INSTANCE);
  }

  /// A namespace and its content as they were at one moment; empty when there is none.
  public Optional<NamespaceDocument> namespace(String name) {
    if (!Keys.canBeDefinition(name)) {
      return Optional.empty();
    }
    Key head = Keys.namespace(name);
    Key content = Keys.namespaceContent(name);
    Map<Key, Entry> entries = registry.getAll(List.of(head, content));
    Entry headEntry = entries.get(head);
    Entry contentEntry = entries.get(content);
    if (headEntry == null) {
      return Optional.empty();
    }
    if (contentEntry == null) {
      throw new RegistryException.Unreadable(content, "it is missing beside its namespace");
    }
    return Optional.of(
        new NamespaceDocument(
            NamespaceCodec.INSTANCE.decode(headEntry),
            NamespaceContentCodec.INSTANCE.decode(contentEntry)));
  }

  /// The namespaces that exist among the names, without their content, as they were at one moment.
  public Map<String, Versioned<Namespace>> namespaces(Collection<String> names) {
    List<Key> keys = names.stream().filter(Keys::canBeDefinition).map(Keys::namespace).toList();
    Map<String, Versioned<Namespace>> namespaces = HashMap.newHashMap(keys.size());
    for (Entry entry : registry.getAll(keys).values()) {
      Versioned<Namespace> namespace = NamespaceCodec.INSTANCE.decode(entry);
      namespaces.put(namespace.value().name(), namespace);
    }
    return namespaces;
  }

  /// All namespaces without their content, by name, as they were at one moment.
  public Stream<Versioned<Namespace>> allNamespaces() {
    return scan(Keys.NAMESPACES, NamespaceCodec.INSTANCE);
  }

  /// The resource types that exist among the names, as they were at one moment.
  public Map<String, Versioned<ResourceType>> resourceTypes(Collection<String> names) {
    List<Key> keys = names.stream().filter(Keys::canBeDefinition).map(Keys::resourceType).toList();
    Map<String, Versioned<ResourceType>> types = HashMap.newHashMap(keys.size());
    for (Entry entry : registry.getAll(keys).values()) {
      Versioned<ResourceType> type = ResourceTypeCodec.INSTANCE.decode(entry);
      types.put(type.value().name(), type);
    }
    return types;
  }

  /// All resource types, by name, as they were at one moment.
  public Stream<Versioned<ResourceType>> allResourceTypes() {
    return scan(Keys.RESOURCE_TYPES, ResourceTypeCodec.INSTANCE);
  }

  private <T> Optional<Versioned<T>> read(Key key, RecordCodec<T> codec) {
    return Optional.ofNullable(registry.get(key)).map(codec::decode);
  }

  private <T> Stream<Versioned<T>> scan(String prefix, RecordCodec<T> codec) {
    return registry.scan(prefix, null).map(codec::decode);
  }
}

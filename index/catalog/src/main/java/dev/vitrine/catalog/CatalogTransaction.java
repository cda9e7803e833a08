package dev.vitrine.catalog;

import dev.vitrine.catalog.metadefs.Namespace;
import dev.vitrine.catalog.metadefs.NamespaceContent;
import dev.vitrine.catalog.metadefs.ResourceType;
import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.catalog.registry.Entry;
import dev.vitrine.catalog.registry.Key;
import dev.vitrine.catalog.registry.Registry;
import dev.vitrine.catalog.registry.Transaction;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Collects what a commit expects and writes, in records; [#commit] ends it. Not thread-safe.
///
/// Nothing is expected but what is said: whoever decided by a record they read expects it as they
/// read it. Images are the exception: the commit keeps the [Usage] of their owners, so it must know
/// what it replaces, and reads and expects what nobody said.
public final class CatalogTransaction {
  private final Registry registry;
  private final Transaction.Builder writes = Transaction.builder();
  private final Map<String, @Nullable Image> imagesBefore = new HashMap<>();
  private final SequencedMap<String, @Nullable Image> imagesAfter = new LinkedHashMap<>();
  private final Map<Key, Long> bounds = new HashMap<>();

  CatalogTransaction(Registry registry) {
    this.registry = registry;
  }

  /// The image is still as it was read.
  public CatalogTransaction expectImage(Versioned<Image> image) {
    writes.expect(Keys.image(image.value().id()), image.revision());
    imagesBefore.put(image.value().id(), image.value());
    return this;
  }

  /// The id is free: no image has it and none ever had.
  public CatalogTransaction expectFree(String imageId) {
    writes.expectAbsent(Keys.image(imageId));
    writes.expectAbsent(Keys.tombstone(imageId));
    imagesBefore.put(imageId, null);
    return this;
  }

  public CatalogTransaction putImage(Image image) {
    writes.put(Keys.image(image.id()), ImageCodec.INSTANCE.encode(image));
    imagesAfter.put(image.id(), image);
    return this;
  }

  /// Deletes the record alone; [#putTombstone] belongs to it.
  public CatalogTransaction deleteImage(String imageId) {
    writes.delete(Keys.image(imageId));
    imagesAfter.put(imageId, null);
    return this;
  }

  public CatalogTransaction putTombstone(Tombstone tombstone) {
    writes.put(Keys.tombstone(tombstone.imageId()), TombstoneCodec.INSTANCE.encode(tombstone));
    return this;
  }

  /// The member is still as it was read.
  public CatalogTransaction expectMember(Versioned<Member> member) {
    writes.expect(
        Keys.member(member.value().imageId(), member.value().project()), member.revision());
    return this;
  }

  /// The project is no member of the image.
  public CatalogTransaction expectNoMember(String imageId, String project) {
    writes.expectAbsent(Keys.member(imageId, project));
    return this;
  }

  public CatalogTransaction putMember(Member member) {
    writes.put(
        Keys.member(member.imageId(), member.project()), MemberCodec.INSTANCE.encode(member));
    return this;
  }

  public CatalogTransaction deleteMember(String imageId, String project) {
    writes.delete(Keys.member(imageId, project));
    return this;
  }

  /// The task is still as it was read.
  public CatalogTransaction expectTask(Versioned<Task> task) {
    writes.expect(Keys.task(task.value().id()), task.revision());
    return this;
  }

  public CatalogTransaction putTask(Task task) {
    writes.put(Keys.task(task.id()), TaskCodec.INSTANCE.encode(task));
    return this;
  }

  public CatalogTransaction deleteTask(String id) {
    writes.delete(Keys.task(id));
    return this;
  }

  /// The import is still as it was read.
  public CatalogTransaction expectImportJob(Versioned<ImportJob> job) {
    writes.expect(Keys.importJob(job.value().imageId()), job.revision());
    return this;
  }

  public CatalogTransaction putImportJob(ImportJob job) {
    writes.put(Keys.importJob(job.imageId()), ImportJobCodec.INSTANCE.encode(job));
    return this;
  }

  public CatalogTransaction deleteImportJob(String imageId) {
    writes.delete(Keys.importJob(imageId));
    return this;
  }

  /// The lease is still as it was read: nobody took it over, its holder did not renew it.
  public CatalogTransaction expectLease(Versioned<Lease> lease) {
    writes.expect(Keys.lease(lease.value().name()), lease.revision());
    return this;
  }

  /// Nobody has the lease.
  public CatalogTransaction expectNoLease(String name) {
    writes.expectAbsent(Keys.lease(name));
    return this;
  }

  public CatalogTransaction putRemoval(Removal removal) {
    writes.put(Keys.removal(removal.id()), RemovalCodec.INSTANCE.encode(removal));
    return this;
  }

  public CatalogTransaction deleteRemoval(String id) {
    writes.delete(Keys.removal(id));
    return this;
  }

  public CatalogTransaction putLease(Lease lease) {
    writes.put(Keys.lease(lease.name()), LeaseCodec.INSTANCE.encode(lease));
    return this;
  }

  public CatalogTransaction deleteLease(String name) {
    writes.delete(Keys.lease(name));
    return this;
  }

  /// The batch is still as it was read: nothing was spared, nobody doomed it.
  public CatalogTransaction expectCondemned(Versioned<CondemnedBatch> batch) {
    writes.expect(Keys.condemned(batch.value().id()), batch.revision());
    return this;
  }

  public CatalogTransaction putCondemned(CondemnedBatch batch) {
    writes.put(Keys.condemned(batch.id()), CondemnedBatchCodec.INSTANCE.encode(batch));
    return this;
  }

  /// A new batch, see [Catalog#condemnedEver].
  public CatalogTransaction condemn(CondemnedBatch batch) {
    writes.expectAbsent(Keys.condemned(batch.id()));
    writes.add(Keys.CONDEMNED_EVER, 1);
    return putCondemned(batch);
  }

  public CatalogTransaction deleteCondemned(String batchId) {
    writes.delete(Keys.condemned(batchId));
    return this;
  }

  public CatalogTransaction putAwaitedWriters(AwaitedWriters awaited) {
    writes.put(Keys.awaitedWriters(awaited.store()), AwaitedWritersCodec.INSTANCE.encode(awaited));
    return this;
  }

  public CatalogTransaction deleteAwaitedWriters(String store) {
    writes.delete(Keys.awaitedWriters(store));
    return this;
  }

  public CatalogTransaction putDamage(DamagedObject damage) {
    writes.put(
        Keys.damage(damage.store(), damage.path()), DamagedObjectCodec.INSTANCE.encode(damage));
    return this;
  }

  /// @param path of the object in the store
  public CatalogTransaction deleteDamage(String store, String path) {
    writes.delete(Keys.damage(store, path));
    return this;
  }

  public CatalogTransaction putScrub(ScrubProgress progress) {
    writes.put(Keys.scrub(progress.store()), ScrubProgressCodec.INSTANCE.encode(progress));
    return this;
  }

  /// The namespace itself is still as it was read; its content may have changed.
  public CatalogTransaction expectNamespace(Versioned<Namespace> namespace) {
    writes.expect(Keys.namespace(namespace.value().name()), namespace.revision());
    return this;
  }

  /// What is in the namespace is still what was read.
  public CatalogTransaction expectNamespaceContent(
      String namespace, Versioned<NamespaceContent> content) {
    writes.expect(Keys.namespaceContent(namespace), content.revision());
    return this;
  }

  /// No namespace has the name.
  public CatalogTransaction expectNoNamespace(String name) {
    writes.expectAbsent(Keys.namespace(name));
    return this;
  }

  /// [#putNamespaceContent] belongs to it when the namespace is new.
  public CatalogTransaction putNamespace(Namespace namespace) {
    writes.put(Keys.namespace(namespace.name()), NamespaceCodec.INSTANCE.encode(namespace));
    return this;
  }

  public CatalogTransaction putNamespaceContent(String namespace, NamespaceContent content) {
    writes.put(Keys.namespaceContent(namespace), NamespaceContentCodec.INSTANCE.encode(content));
    return this;
  }

  /// Deletes the namespace with all that is in it.
  public CatalogTransaction deleteNamespace(String name) {
    writes.delete(Keys.namespace(name));
    writes.delete(Keys.namespaceContent(name));
    return this;
  }

  /// Nothing was ever associated with a resource type of this name.
  public CatalogTransaction expectNoResourceType(String name) {
    writes.expectAbsent(Keys.resourceType(name));
    return this;
  }

  public CatalogTransaction putResourceType(ResourceType type) {
    writes.put(Keys.resourceType(type.name()), ResourceTypeCodec.INSTANCE.encode(type));
    return this;
  }

  public CatalogTransaction deleteResourceType(String name) {
    writes.delete(Keys.resourceType(name));
    return this;
  }

  /// What it weighs so far, roughly; see [Transaction#MAX_BYTES].
  public long bytes() {
    return writes.bytes();
  }

  /// If the project gets more of the resource by this commit, it has at most so much of it then;
  /// else the commit fails with [ConflictException]. A project that has too much already may still
  /// get less.
  ///
  /// @param project null for what nobody owns
  public CatalogTransaction boundUsage(@Nullable String project, Resource resource, long most) {
    bounds.put(Keys.usage(resource, project), most);
    return this;
  }

  /// Carries it out, see [Registry#commit]; once. Returns the revision that everything put now has.
  public long commit() throws ConflictException, InterruptedException {
    Map<Key, Long> deltas = new HashMap<>();
    imagesAfter.forEach((id, after) -> {
      Image before = imagesBefore.containsKey(id) ? imagesBefore.get(id) : readBefore(id);
      addUsage(deltas, before, -1);
      addUsage(deltas, after, 1);
    });
    deltas.forEach((key, delta) -> {
      if (delta != 0) {
        long most = bounds.getOrDefault(key, Long.MAX_VALUE);
        writes.add(key, new Transaction.Addition(delta, most));
      }
    });
    return registry.commit(writes.build());
  }

  private @Nullable Image readBefore(String id) {
    Entry entry = registry.get(Keys.image(id));
    writes.expect(Keys.image(id), entry == null ? Transaction.ABSENT : entry.revision());
    return entry == null ? null : ImageCodec.INSTANCE.decode(entry).value();
  }

  private static void addUsage(Map<Key, Long> deltas, @Nullable Image image, int sign) {
    if (image != null) {
      Usage.of(image)
          .amounts()
          .forEach((resource, amount) ->
              deltas.merge(Keys.usage(resource, image.owner()), sign * amount, Long::sum));
    }
  }
}

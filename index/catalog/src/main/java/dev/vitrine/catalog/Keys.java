package dev.vitrine.catalog;

import dev.vitrine.catalog.metadefs.Namespace;
import dev.vitrine.catalog.metadefs.NamespaceContent;
import dev.vitrine.catalog.metadefs.ResourceType;
import dev.vitrine.catalog.registry.Key;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The complete key space of the registry:
///
/// | key | record | written when |
/// |---|---|---|
/// | `image/<image id>` | [Image] | at every change of the image; gone when it is deleted |
/// | `member/<image id>/<project>` | [Member] | the image is shared, the sharing is answered |
/// | `tombstone/<image id>` | [Tombstone] | the image is deleted; stays, the id is taken for ever |
/// | `task/<task id>` | [Task] | the task is ordered, and as it goes on; gone some time after its end |
/// | `removal/<image id>/<unique>` | [Removal] | data that no image has could not be removed, or is on its way; gone when it was, or when the image has it (`removal/<unique>` in older registries) |
/// | `import/<image id>` | [ImportJob] | an import is ordered, and with each of its steps; gone at its end |
/// | `lease/<name>` | [Lease] | somebody begins, takes over, renews or ends what the name says |
/// | `collection/batch/<id>` | [CondemnedBatch] | names in a store are condemned, spared, doomed; gone when they are deleted |
/// | `collection/condemned` | a counter | with every new batch |
/// | `collection/awaited/<store>` | [AwaitedWriters] | the collector begins to wait for writers; gone when it has deleted |
/// | `damage/<path>/<store>` | [DamagedObject] | an object of a store is found lost or damaged; gone when it is back, or when nobody needs it |
/// | `scrub/<store>` | [ScrubProgress] | now and then while a store's bytes are compared with their names |
/// | `metadef/namespace/<name>` | [Namespace] | the namespace itself or its associations change |
/// | `metadef/content/<name>` | [NamespaceContent] | what is in the namespace changes; there as long as the namespace is |
/// | `metadef/resource-type/<name>` | [ResourceType] | something is associated with a resource type that nothing was before |
/// | `usage/<resource>/<project>` | [Usage] of a [Resource], a counter | with every change of an image that changes it |
/// | `meta/usage` | empty | usage was counted; from then on every commit keeps it |
/// | `meta/…` | | reserved for facts about the registry as a whole |
///
/// Names of leases are paths of their own:
///
/// | lease | held while |
/// |---|---|
/// | `upload/<image id>` | the image is `saving`, or `uploading` and not all staged yet |
/// | `delete/<image id>` | the image's data is being removed from stores of whole images |
/// | `import/<image id>` | there is an [ImportJob] of the image |
/// | `share/<image id>` | a store has yet to be told who may read the image |
/// | `collector` | chunk stores are collected |
/// | `scrubber` | the bytes of chunk stores are compared with their names |
///
/// The id of an image or a task is printable ASCII without `/`. A project, and the name of a
/// namespace, of a resource type or of a store, may have any character: it is the rest of its key.
/// Usage of no project is that of the images that nobody owns.
public final class Keys {
  static final String IMAGES = "image/";
  static final String MEMBERS = "member/";
  static final String TOMBSTONES = "tombstone/";
  static final String TASKS = "task/";
  static final String REMOVALS = "removal/";
  static final String IMPORTS = "import/";
  static final String LEASES = "lease/";
  static final String CONDEMNED = "collection/batch/";
  static final Key CONDEMNED_EVER = new Key("collection/condemned");
  static final String AWAITED_WRITERS = "collection/awaited/";
  static final String DAMAGES = "damage/";
  static final String SCRUBS = "scrub/";
  static final String NAMESPACES = "metadef/namespace/";
  static final String NAMESPACE_CONTENTS = "metadef/content/";
  static final String RESOURCE_TYPES = "metadef/resource-type/";
  static final String USAGES = "usage/";
  private static final String META = "meta/";
  static final Key USAGE_COUNTED = new Key(META + "usage");

  /// The name of the lease under which the bytes of chunk stores are compared with their names.
  public static final String SCRUBBER_LEASE = "scrubber";

  /// An id is UUID text; the bound only keeps what a client asks for from making unbounded keys.
  private static final int MAX_ID_CHARACTERS = 255;

  private Keys() {}

  public static Key image(String imageId) {
    return new Key(IMAGES + oneStep(imageId));
  }

  public static Key member(String imageId, String project) {
    return new Key(members(imageId) + project);
  }

  public static Key tombstone(String imageId) {
    return new Key(TOMBSTONES + oneStep(imageId));
  }

  public static Key task(String taskId) {
    return new Key(TASKS + oneStep(taskId));
  }

  public static Key removal(String id) {
    int end = id.indexOf('/');
    return end < 0
        ? new Key(REMOVALS + oneStep(id))
        : new Key(removals(id.substring(0, end)) + oneStep(id.substring(end + 1)));
  }

  /// The prefix of the keys of what is to be removed of an image.
  static String removals(String imageId) {
    return REMOVALS + oneStep(imageId) + "/";
  }

  public static Key importJob(String imageId) {
    return new Key(IMPORTS + oneStep(imageId));
  }

  public static Key lease(String name) {
    return new Key(LEASES + name);
  }

  public static Key condemned(String batchId) {
    return new Key(CONDEMNED + oneStep(batchId));
  }

  public static Key awaitedWriters(String store) {
    return new Key(AWAITED_WRITERS + store);
  }

  /// @param path of the object in the store
  public static Key damage(String store, String path) {
    return new Key(DAMAGES + path + "/" + store);
  }

  public static Key scrub(String store) {
    return new Key(SCRUBS + store);
  }

  public static Key namespace(String name) {
    return new Key(NAMESPACES + name);
  }

  public static Key namespaceContent(String namespace) {
    return new Key(NAMESPACE_CONTENTS + namespace);
  }

  public static Key resourceType(String name) {
    return new Key(RESOURCE_TYPES + name);
  }

  /// The counter of what a project has; null for what nobody owns.
  public static Key usage(Resource resource, @Nullable String project) {
    return new Key(USAGES + resource.text() + "/" + (project == null ? "" : project));
  }

  /// The name of the lease that an upload holds.
  public static String uploadLease(String imageId) {
    return "upload/" + imageId;
  }

  /// The name of the lease that a deletion holds.
  public static String deletionLease(String imageId) {
    return "delete/" + imageId;
  }

  /// The name of the lease that an import holds.
  public static String importLease(String imageId) {
    return "import/" + imageId;
  }

  /// The name of the lease that is held until stores know who may read an image.
  public static String sharingLease(String imageId) {
    return "share/" + imageId;
  }

  /// The image whose appearance in a list may change when this key's record does: the image itself,
  /// or the one that the membership is of. Empty for every other key. Followers of the feed ask
  /// this of each change.
  public static Optional<String> imageConcerned(Key key) {
    String text = key.text();
    if (text.startsWith(IMAGES)) {
      return Optional.of(text.substring(IMAGES.length()));
    }
    if (text.startsWith(MEMBERS)) {
      int end = text.indexOf('/', MEMBERS.length());
      return Optional.of(text.substring(MEMBERS.length(), end < 0 ? text.length() : end));
    }
    return Optional.empty();
  }

  /// The namespace that this key's record is of, or is the content of. Empty for every other key.
  public static Optional<String> namespaceConcerned(Key key) {
    String text = key.text();
    if (text.startsWith(NAMESPACES)) {
      return Optional.of(text.substring(NAMESPACES.length()));
    }
    if (text.startsWith(NAMESPACE_CONTENTS)) {
      return Optional.of(text.substring(NAMESPACE_CONTENTS.length()));
    }
    return Optional.empty();
  }

  /// Whether what the key stands for follows from other records, or is about this registry alone.
  public static boolean isDerived(Key key) {
    return key.text().startsWith(USAGES) || key.text().startsWith(META);
  }

  /// The prefix of the keys of an image's members.
  static String members(String imageId) {
    return MEMBERS + oneStep(imageId) + "/";
  }

  /// Whether an image or a task may have this id, so that asking for it makes sense.
  static boolean canBeId(String id) {
    if (id.isEmpty() || id.length() > MAX_ID_CHARACTERS) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      if (!plain(id.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /// Whether the project may be a member of the image, so that asking for it makes sense.
  static boolean canBeMember(String imageId, String project) {
    return canBeId(imageId) && Key.canBe(members(imageId) + project);
  }

  /// Whether a namespace or a resource type may have this name, so that asking for it makes sense.
  static boolean canBeDefinition(String name) {
    return Key.canBe(RESOURCE_TYPES + name);
  }

  private static boolean plain(char c) {
    return c > ' ' && c < 0x7f && c != '/';
  }

  private static String oneStep(String id) {
    if (!canBeId(id)) {
      throw new IllegalArgumentException("no image id: '" + id + "'");
    }
    return id;
  }
}

package dev.vitrine.images.simulation;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobReader;
import dev.vitrine.blobstore.ChunkBackend;
import dev.vitrine.blobstore.CondemnedLedger;
import dev.vitrine.blobstore.Content;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.PackingBackend;
import dev.vitrine.blobstore.PackingRule;
import dev.vitrine.blobstore.Recipe;
import dev.vitrine.blobstore.StoredName;
import dev.vitrine.blobstore.Tier;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageBuilder;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.Lease;
import dev.vitrine.catalog.Location;
import dev.vitrine.catalog.Tombstone;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.catalog.testkit.MemoryRegistry;
import dev.vitrine.images.SimulatedUpload;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.collect.GarbageCollection;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One run: nodes that upload, delete, read, collect, scrub, pack and unpack for a while, with
/// everything going wrong that may; then all is well, and what must be true is checked.
///
/// At every moment: what an image that is active refers to is stored, whole. A download of an image
/// that is still there ends with its bytes; no download ever gives a wrong one. In the end: exactly
/// what the images need is stored, and nothing is condemned.
final class World {
  private static final int MOST_ACTORS = 5;
  private static final int MOST_IMAGES = 6;
  private static final int CLEAN_RUNS = 4;

  /// So often a chunk has the same bytes where chunks are packed.
  private static final int REPEATS = 40;

  /// Who works in a world.
  enum Cast {
    /// Uploads, deletes, downloads, collectors.
    FIRST,
    /// A scrubber, too, and on a node's own disk one who packs and unpacks.
    WHOLE
  }

  private final SplittableRandom random;
  private final Hostility hostility;
  private final Node.Flaw flaw;
  private final Cast cast;
  private final Scheduler scheduler;
  private final SimulatedStore store;
  private final MemoryRegistry records = new MemoryRegistry();
  private final Catalog truth = new Catalog(records);
  private final SimulatedRegistry registry;
  private final Contents contents;
  private final Node[] nodes;
  private final String[] incarnations;
  private final Set<String> dead = new HashSet<>();
  private final Map<String, Integer> contentOf = new HashMap<>();
  private int named;
  private int paused = -1;
  private long checkedHead = -1;
  private long imagesHead = -1;
  private List<Image> imagesThen = List.of();

  World(long seed, Node.Flaw flaw, Cast cast) {
    this.random = new SplittableRandom(seed);
    this.flaw = flaw;
    this.cast = cast;
    this.hostility = Hostility.of(random);
    this.scheduler = new Scheduler(random.split());
    this.store = new SimulatedStore(scheduler, random.split(), hostility);
    this.registry = new SimulatedRegistry(records, scheduler, random.split(), hostility);
    this.contents = new Contents(random, packs() ? REPEATS : 1);
    this.nodes = new Node[hostility.nodes()];
    this.incarnations = new String[hostility.nodes()];
    for (int node = 0; node < nodes.length; node++) {
      begin(node);
    }
  }

  private void begin(int node) {
    incarnations[node] = "incarnation-" + named++;
    nodes[node] =
        new Node(
            registry,
            new Tier("simulated", Tier.Role.DURABLE, backend(node)),
            incarnations[node],
            dead::contains,
            hostility.windowNames(),
            flaw);
  }

  private boolean packs() {
    return cast == Cast.WHOLE && hostility.disk();
  }

  private ChunkBackend backend(int node) {
    PackingRule cold = new PackingRule.WhenCold(Duration.ofDays(30), 0);
    return packs() ? new PackingBackend(store.backend(node), cold) : store.backend(node);
  }

  /// What happened, for people.
  record Summary(int uploaded, int active, long steps) {}

  Summary run() throws Exception {
    while (scheduler.steps() < hostility.steps()) {
      happen();
      if (!scheduler.runOne(paused)) {
        paused = -1;
      }
      store.deliverLate();
      check();
    }
    settle();
    return new Summary(
        contentOf.size(), (int) images().stream().filter(World::active).count(), scheduler.steps());
  }

  private void happen() throws Exception {
    if (random.nextInt(1000) < hostility.crashes()) {
      int node = random.nextInt(nodes.length);
      scheduler.crash(node);
      store.crash(node);
      dead.add(incarnations[node]);
      begin(node);
    }
    if (random.nextInt(40) == 0) {
      paused = random.nextInt(3) == 0 ? random.nextInt(nodes.length) : -1;
    }
    if (scheduler.running() < MOST_ACTORS && random.nextInt(6) == 0) {
      startSomething(random.nextInt(nodes.length));
    }
  }

  private void startSomething(int node) throws Exception {
    if (cast == Cast.WHOLE && random.nextInt(10) == 0) {
      if (packs() && random.nextInt(3) > 0) {
        scheduler.start("packer", node, () -> tolerating(() -> nodes[node].repack()));
      } else {
        scheduler.start("scrubber", node, () -> tolerating(() -> nodes[node].scrub()));
      }
      return;
    }
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> {
        if (images().size() < MOST_IMAGES) {
          startUpload(node);
        }
      }
      case 4, 5 -> aBlob().ifPresent(image -> startDelete(node, image));
      case 6 -> aBlob().ifPresent(image -> startDownload(node, image));
      case 7, 8 -> scheduler.start("collector", node, () -> collect(nodes[node]));
      default -> scheduler.start("suspicion", node, () -> suspect(nodes[node]));
    }
  }

  private List<Image> images() {
    if (records.head() != imagesHead) {
      imagesHead = records.head();
      try (var images = truth.allImages()) {
        imagesThen = images.map(Versioned::value).toList();
      }
    }
    return imagesThen;
  }

  private static boolean active(Image image) {
    return image.status() == ImageStatus.ACTIVE;
  }

  private Optional<Image> aBlob() {
    List<Image> active = images().stream().filter(World::active).toList();
    return active.isEmpty()
        ? Optional.empty()
        : Optional.of(active.get(random.nextInt(active.size())));
  }

  private void startUpload(int node) throws Exception {
    String id = "image-" + named++;
    int content = random.nextInt(contents.count());
    contentOf.put(id, content);
    Instant now = Instant.EPOCH;
    truth
        .transaction()
        .putImage(new ImageBuilder(id, now).containerFormat("bare").diskFormat("raw").build())
        .commit();
    SimulatedUpload uploads = nodes[node].uploads();
    scheduler.start(
        "upload of " + id,
        node,
        () -> tolerating(() -> uploads.upload(id, contents.slices(content))));
  }

  private void startDelete(int node, Image seen) {
    Catalog catalog = nodes[node].catalog();
    scheduler.start(
        "delete of " + seen.id(),
        node,
        () ->
            tolerating(() -> {
              Optional<Versioned<Image>> image = catalog.image(seen.id());
              if (image.isPresent()) {
                catalog
                    .transaction()
                    .expectImage(image.get())
                    .deleteImage(seen.id())
                    .putTombstone(new Tombstone(seen.id(), Instant.EPOCH))
                    .commit();
              }
            }));
  }

  private void startDownload(int node, Image image) {
    scheduler.start(
        "download of " + image.id(),
        node,
        () -> {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          try {
            BlobReader reader = nodes[node].store().openReader(recipe(image));
            for (Content part = reader.next(); part != null; part = reader.next()) {
              copy(part, out);
            }
            if (!Arrays.equals(out.toByteArray(), contents.bytes(contentOf(image)))) {
              throw new AssertionError("wrong bytes of " + image.id());
            }
          } catch (BlobException.NotFound | BlobException.Corrupt e) {
            if (truth.image(image.id()).isPresent()) {
              throw new AssertionError("a download of " + image.id() + " failed", e);
            }
          } catch (BlobException e) {
            // The store may be away.
          }
        });
  }

  private static void copy(Content part, ByteArrayOutputStream out) {
    try (part) {
      switch (part) {
        case Content.Buffer(ByteBuffer bytes, Runnable _) -> {
          byte[] copy = new byte[bytes.remaining()];
          bytes.duplicate().get(copy);
          out.writeBytes(copy);
        }
        case Content.Zeros(long lengthBytes) -> out.writeBytes(new byte[(int) lengthBytes]);
        case Content.FileSlice _ -> throw new AssertionError("there are no files");
      }
    }
  }

  private void collect(Node node) throws Exception {
    int[] patience = {40};
    tolerating(() ->
        node.collection()
            .collect(writers -> {
              Scheduler.step(scheduler);
              if (--patience[0] < 0) {
                throw new TimeoutException();
              }
            }));
  }

  /// Takes somebody for dead, rightly or not: an upload, or the collector.
  private void suspect(Node node) throws Exception {
    tolerating(() -> {
      List<Versioned<Lease>> leases = node.catalog().leases("");
      if (leases.isEmpty()) {
        return;
      }
      Versioned<Lease> lease = leases.get(random.nextInt(leases.size()));
      if (lease.value().name().equals(GarbageCollection.LEASE)) {
        node.catalog().transaction().expectLease(lease).deleteLease(lease.value().name()).commit();
      } else {
        node.uploads().end(lease);
      }
    });
  }

  /// What may go wrong without anybody's fault.
  private static void tolerating(Scheduler.Body body) throws Exception {
    try {
      body.run();
    } catch (BlobException.Corrupt e) {
      throw e;
    } catch (Refusal
        | BlobException
        | RegistryException
        | ConflictException
        | CondemnedLedger.LostException e) {
      // Told to whoever asked.
    }
  }

  private int contentOf(Image image) {
    Integer content = contentOf.get(image.id());
    if (content == null) {
      throw new AssertionError(image.id() + " was never uploaded");
    }
    return content;
  }

  private static Digest recipe(Image image) {
    return switch (image.locations().getFirst()) {
      case Location.Blob(String _, String recipe) -> Digest.fromHex(recipe);
      case Location.External _ -> throw new AssertionError("there is one store");
    };
  }

  /// What active images need is there, when anything changed.
  private void check() throws Exception {
    boolean deleted = store.changed();
    if (!deleted && records.head() == checkedHead) {
      return;
    }
    checkedHead = records.head();
    for (Image image : images()) {
      if (active(image)) {
        needs(image)
            .forEach(name -> {
              if (bytes(name) == null) {
                throw new AssertionError(
                    "%s lost %s at step %d of %s"
                        .formatted(image.id(), name, scheduler.steps(), hostility));
              }
            });
      }
    }
  }

  /// In whichever form they are stored.
  private byte @Nullable [] bytes(StoredName name) {
    byte[] plain = store.bytes(name);
    return plain == null && name.kind() == StoredName.Kind.CHUNK
        ? store.bytes(packed(name))
        : plain;
  }

  private static StoredName packed(StoredName chunk) {
    return new StoredName(StoredName.Kind.PACKED, chunk.digest());
  }

  private Set<StoredName> needs(Image image) throws Exception {
    Set<StoredName> needs = new HashSet<>();
    StoredName name = StoredName.recipe(recipe(image));
    needs.add(name);
    byte[] encoded = store.bytes(name);
    if (encoded != null) {
      Recipe.decode(ByteBuffer.wrap(encoded))
          .forEachChunk(chunk -> needs.add(StoredName.chunk(chunk)));
    }
    return needs;
  }

  /// All faults end; everybody finishes; then the garbage is to go.
  private void settle() throws Exception {
    paused = -1;
    registry.heal();
    while (scheduler.runOne(-1)) {
      check();
    }
    store.heal();
    check();
    for (int node = 0; node < nodes.length; node++) {
      scheduler.crash(node);
      store.crash(node);
      dead.add(incarnations[node]);
      begin(node);
    }
    check();
    for (Versioned<Lease> lease : truth.leases("upload/")) {
      nodes[0].uploads().end(lease);
    }
    List<GarbageCollection.Outcome> results = new ArrayList<>();
    if (cast == Cast.WHOLE) {
      nodes[0].repack();
      nodes[0].scrub();
      check();
    }
    for (int run = 0; run < CLEAN_RUNS; run++) {
      nodes[0]
          .collection()
          .collect(writers -> {
            throw new AssertionError("nobody is left to wait for: " + writers);
          })
          .values()
          .forEach(results::add);
      check();
    }
    checkTheEnd(results);
  }

  private void checkTheEnd(List<GarbageCollection.Outcome> results) throws Exception {
    Set<StoredName> needed = new HashSet<>();
    for (Image image : images()) {
      if (active(image)) {
        needed.addAll(needs(image));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BlobReader reader = nodes[0].store().openReader(recipe(image));
        for (Content part = reader.next(); part != null; part = reader.next()) {
          copy(part, out);
        }
        if (!Arrays.equals(out.toByteArray(), contents.bytes(contentOf(image)))) {
          throw new AssertionError("wrong bytes of " + image.id());
        }
      }
    }
    Set<StoredName> names = new HashSet<>();
    for (StoredName name : store.names()) {
      names.add(name.kind() == StoredName.Kind.PACKED ? StoredName.chunk(name.digest()) : name);
    }
    if (!names.equals(needed)) {
      Set<StoredName> garbage = new HashSet<>(names);
      garbage.removeAll(needed);
      throw new AssertionError("garbage is left: " + garbage + " after " + results);
    }
    if (!truth.condemned().isEmpty() || truth.awaitedWriters("simulated").isPresent()) {
      throw new AssertionError("still condemned: " + truth.condemned());
    }
  }
}

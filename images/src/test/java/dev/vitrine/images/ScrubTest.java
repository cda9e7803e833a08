package dev.vitrine.images;

import static dev.vitrine.images.Site.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vitrine.backend.testkit.MemoryImageStore;
import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.blobstore.ChunkBackend;
import dev.vitrine.blobstore.Collector;
import dev.vitrine.blobstore.Condemnations;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.Recipe;
import dev.vitrine.blobstore.Slice;
import dev.vitrine.blobstore.StoredName;
import dev.vitrine.blobstore.Tier;
import dev.vitrine.blobstore.testkit.ContentReader;
import dev.vitrine.blobstore.testkit.MemoryBackend;
import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.catalog.DamagedObject;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Leases;
import dev.vitrine.catalog.Location;
import dev.vitrine.catalog.ScrubProgress;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.scrub.ScrubSchedule;
import dev.vitrine.images.scrub.Scrubber;
import dev.vitrine.images.scrub.Scrubber.Outcome;
import dev.vitrine.images.stores.Store;
import dev.vitrine.images.stores.Stores;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the scrubber finds, mends and remembers.
class ScrubTest {
  private static final byte[] DATA = SeededData.random(1, 3_000_000);

  @RegisterExtension final Site site = new Site();

  @Test
  void findsNothingWhereAllIsWell() throws Exception {
    uploaded(DATA);

    ScrubProgress progress = scrub();

    assertThat(progress.mended()).isZero();
    assertThat(progress.lost()).isZero();
    assertThat(progress.bytes()).isGreaterThanOrEqualTo(DATA.length);
    assertThat(site.damages.all()).isEmpty();
  }

  @Test
  void remembersADamagedChunkAndItsImages() throws Exception {
    Image image = uploaded(DATA);
    Image other = uploaded(DATA);
    StoredName chunk = chunks(image).get(1);
    byte[] right = flip(chunk);

    assertThat(scrub().lost()).isEqualTo(1);

    assertThat(site.damages.all())
        .singleElement()
        .satisfies(damage -> {
          assertThat(damage.path()).isEqualTo(chunk.path());
          assertThat(damage.reason()).contains("has other bytes than its name says");
          assertThat(damage.imageCount()).isEqualTo(2);
          assertThat(damage.images()).containsExactlyInAnyOrder(image.id(), other.id());
        });
    assertThat(site.backend.length(chunk)).isEmpty();
    assertThat(site.backend.quarantined())
        .containsExactly(new ChunkBackend.Listed(chunk, right.length));
    assertThatThrownBy(() -> site.download(ADMIN, image.id()))
        .isInstanceOf(BlobException.NotFound.class);

    uploaded(DATA); // the same bytes, from somebody who has them
    scrub();
    assertThat(site.damages.all()).isEmpty();
    assertThat(site.download(ADMIN, image.id())).isEqualTo(DATA);
  }

  @Test
  void anUploadBringsBackWhatWasLostAtOnce() throws Exception {
    Image image = uploaded(DATA);
    flip(chunks(image).getFirst());
    scrub();
    try (ScrubSchedule _ = onDemand()) {
      assertThat(site.damages.all()).hasSize(1);
      uploaded(DATA);
      await().until(() -> site.damages.all().isEmpty());
    }
  }

  @Test
  void looksAtOnceAtWhatADownloadMet() throws Exception {
    Image image = uploaded(DATA);
    StoredName chunk = chunks(image).get(2);
    byte[] right = site.take(chunk);
    try (ScrubSchedule _ = onDemand()) {
      assertThatThrownBy(() -> site.download(ADMIN, image.id()))
          .isInstanceOf(BlobException.NotFound.class);
      await().until(() -> !site.damages.all().isEmpty());
      assertThat(site.damages.all()).extracting(DamagedObject::path).containsExactly(chunk.path());
    }
    site.backend.put(chunk, List.of(ByteBuffer.wrap(right)));
    scrub();
    assertThat(site.damages.all()).isEmpty();
  }

  @Test
  void comesToRestWithWhatIsLost() throws Exception {
    Image image = uploaded(DATA);
    site.take(recipe(image));
    site.newStore();
    try (ScrubSchedule _ = onDemand()) {
      for (int download = 0; download < 3; download++) {
        assertThatThrownBy(() -> site.download(ADMIN, image.id())).isInstanceOf(Refusal.class);
      }
      await().until(() -> !site.damages.all().isEmpty());
      long opened = site.backend.calls(MemoryBackend.Call.LENGTH);
      await()
          .during(Duration.ofMillis(300))
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(() ->
              assertThat(site.backend.calls(MemoryBackend.Call.LENGTH)).isLessThan(opened + 50));
    }
    site.service().delete(ADMIN, image.id());
    collect();
  }

  @Test
  void findsWhatIsNotThere() throws Exception {
    Image image = uploaded(DATA);
    StoredName chunk = chunks(image).getLast();
    site.take(chunk);

    scrub();

    assertThat(site.damages.all()).extracting(DamagedObject::path).containsExactly(chunk.path());
    assertThat(site.damages.all())
        .extracting(DamagedObject::reason)
        .containsExactly("is not there");
    site.service().delete(ADMIN, image.id());
    scrub();
    assertThat(site.damages.all()).isEmpty(); // nobody needs it any more
    collect();
  }

  @Test
  void leavesGarbageAlone() throws Exception {
    Image image = uploaded(DATA);
    StoredName chunk = chunks(image).getFirst();
    site.service().delete(ADMIN, image.id());
    flip(chunk);

    assertThat(scrub().lost()).isZero();
    assertThat(site.damages.all()).isEmpty();
    collect();
  }

  @Test
  void mendsAChunkFromAWholeImageElsewhere() throws Exception {
    MemoryImageStore whole = new MemoryImageStore("whole");
    site.stores(
        Stores.several(
            List.of(site.chunks("chunks"), Store.of("whole", new Store.Whole(whole))),
            List.of(),
            "chunks"));
    Image image = inBoth(DATA);
    List<StoredName> damaged = chunks(image).subList(1, 3);
    for (StoredName chunk : damaged) {
      flip(chunk);
    }

    ScrubProgress progress = scrub();

    assertThat(progress.mended()).isEqualTo(2);
    assertThat(progress.lost()).isZero();
    assertThat(site.damages.all()).isEmpty();
    assertThat(site.download(ADMIN, image.id())).isEqualTo(DATA);
  }

  @Test
  void makesARecipeAnewFromAWholeImageElsewhere() throws Exception {
    MemoryImageStore whole = new MemoryImageStore("whole");
    site.stores(several(whole));
    Image image = inBoth(DATA);
    StoredName recipe = recipe(image);
    site.take(recipe);
    site.stores(several(whole)); // one that remembers nothing

    ScrubProgress progress = scrub();

    assertThat(progress.lost()).isZero();
    assertThat(site.backend.length(recipe)).isPresent();
    assertThat(site.damages.all()).isEmpty();
  }

  @Test
  void mendsARecipeFromMemory() throws Exception {
    Image image = uploaded(DATA);
    StoredName recipe = recipe(image);
    flip(recipe);

    assertThat(scrub().mended()).isEqualTo(1);

    assertThat(site.damages.all()).isEmpty();
    assertThat(Recipe.decode(ByteBuffer.wrap(site.bytes(recipe))).lengthBytes())
        .isEqualTo(DATA.length);
  }

  @Test
  void mendsFromAnotherChunkStore() throws Exception {
    Store second = site.chunksOfItsOwn("second");
    site.stores(Stores.several(List.of(site.chunks("chunks"), second), List.of(), "chunks"));
    Image image = uploaded(DATA);
    Store.Chunks elsewhere = (Store.Chunks) second.backing();
    var writer = elsewhere.blobs().newWriter();
    writer.write(Slice.unowned(ByteBuffer.wrap(DATA)));
    Location copy = new Location.Blob("second", writer.commit().recipe().toHex());
    add(image, copy);
    flip(chunks(image).getFirst());

    assertThat(scrub().mended()).isEqualTo(1);
    assertThat(site.damages.all()).isEmpty();
  }

  @Test
  void goesOnWhereItWasStopped() throws Exception {
    Image image = uploaded(SeededData.random(2, 8_000_000));
    long objects = chunks(image).size() + 1L;
    Scrubber first = site.scrubber();
    int[] seen = {0};
    assertThatThrownBy(() ->
            first.scrub(
                true,
                _ -> true,
                _ -> {
                  if (++seen[0] == objects / 2) {
                    Thread.currentThread().interrupt(); // the service ends
                  }
                  return 1;
                }))
        .isInstanceOf(InterruptedException.class);
    ScrubProgress stopped = site.catalog.scrub("memory").orElseThrow().value();
    assertThat(stopped.objects()).isEqualTo(seen[0]);
    assertThat(stopped.endedAt()).isNull();

    site.newRun();
    ScrubProgress ended = ended(site.scrubber().scrub(false, _ -> true, _ -> 0));

    assertThat(ended.objects()).isEqualTo(objects);
    assertThat(ended.beganAt()).isEqualTo(stopped.beganAt());
  }

  @Test
  void oneAtATimeScrubs() throws Exception {
    uploaded(DATA);
    Leases other = new Leases(site.catalog, "another node", InstantSource.system());
    var held = other.acquire(Scrubber.LEASE, "scrub");
    Scrubber mine =
        new Scrubber(
            site.catalog,
            new Leases(site.catalog, "this node", InstantSource.system()),
            Stores.single(site.chunks("default")),
            site.damages,
            _ -> false,
            InstantSource.system());

    assertThat(mine.scrub(true, _ -> true, _ -> 0).values())
        .containsExactly(new Outcome.Elsewhere());

    var transaction = site.catalog.transaction();
    other.release(transaction, held);
    transaction.commit();
    assertThat(mine.scrub(true, _ -> true, _ -> 0).values())
        .singleElement()
        .isInstanceOf(Outcome.Scrubbed.class);
  }

  @Test
  void concludesNothingFromAStoreThatIsAway() throws Exception {
    MemoryBackend remote = new MemoryBackend(true);
    var tiers = List.of(new Tier("far", Tier.Role.DURABLE, remote));
    var blobs =
        BlobStore.open(tiers, Runnable::run, Condemnations.NONE, site.damages.of("far"), false);
    site.stores(
        Stores.several(List.of(Store.of("far", new Store.Chunks(blobs))), List.of(), "far"));
    Image image = uploaded(DATA);
    remote.failWith((call, _) ->
        call == MemoryBackend.Call.OPEN
            ? new BlobException.Transient("away", Duration.ZERO, new IOException("away"))
            : null);

    assertThat(site.scrubber().scrub(true, _ -> true, _ -> 0).values())
        .singleElement()
        .isInstanceOf(Outcome.Failed.class);
    assertThat(site.damages.all()).isEmpty();

    remote.heal();
    StoredName chunk =
        StoredName.chunk(
            Digest.fromHex(chunkHexes(Recipe.decode(recipeBytes(remote, image))).getFirst()));
    byte[] wrong = new byte[(int) remote.length(chunk).orElseThrow()];
    remote.damage(chunk, wrong);
    assertThat(ended(site.scrubber().scrub(true, _ -> true, _ -> 0)).lost()).isEqualTo(1);
    assertThat(remote.length(chunk)).as("stays until somebody has better").isPresent();
    uploaded(DATA); // replaces it, though it is there with its length
    assertThat(site.download(ADMIN, image.id())).isEqualTo(DATA);
    site.scrubber().lookAtSuspects();
    assertThat(site.damages.all()).isEmpty();
  }

  @Test
  void scrubsAsTimeGoesBy() throws Exception {
    uploaded(DATA);
    ScrubSchedule.Plan plan = new ScrubSchedule.Plan(1L << 40, Duration.ofDays(7));
    try (ScrubSchedule schedule =
        ScrubSchedule.start(site.scrubber(), plan, InstantSource.system())) {
      await().until(() -> schedule.status().ended() == 1);
      assertThat(schedule.status().failure()).isNull();
      Instant first = beganAt(schedule);
      long run = schedule.request();
      assertThat(run).isEqualTo(2);
      await().until(() -> schedule.status().ended() == 2);
      assertThat(beganAt(schedule)).isAfter(first);
    }
  }

  private static Instant beganAt(ScrubSchedule schedule) {
    return schedule.status().stores().sequencedValues().getFirst().beganAt();
  }

  private ScrubSchedule onDemand() {
    return ScrubSchedule.start(
        site.scrubber(), ScrubSchedule.Plan.ON_DEMAND, InstantSource.system());
  }

  private Stores several(MemoryImageStore whole) {
    return Stores.several(
        List.of(site.chunks("chunks"), Store.of("whole", new Store.Whole(whole))),
        List.of(),
        "chunks");
  }

  private ScrubProgress scrub() throws Exception {
    return ended(site.scrubber().scrub(true, _ -> true, _ -> 0));
  }

  private static ScrubProgress ended(SequencedMap<String, Outcome> outcomes) {
    return switch (outcomes.sequencedValues().getFirst()) {
      case Outcome.Scrubbed(ScrubProgress progress) -> progress;
      case Outcome.Failed(BlobException e) -> throw new AssertionError(e);
      case Outcome.Elsewhere _ -> throw new AssertionError("elsewhere");
    };
  }

  private void collect() throws Exception {
    site.collection().collect(Collector.patience(Duration.ZERO, Duration.ZERO));
  }

  private Image uploaded(byte[] data) throws Exception {
    Image image = site.queued(ADMIN);
    site.upload(ADMIN, image.id(), data);
    return site.record(image.id());
  }

  /// An image whose data is in the chunk store and, whole, in the other one.
  private Image inBoth(byte[] data) throws Exception {
    Image image = uploaded(data);
    Image whole = site.queued(ADMIN);
    site.service()
        .upload(ADMIN, whole.id(), "whole", OptionalLong.of(data.length), site.source(data));
    Location copy = site.record(whole.id()).locations().getFirst();
    add(image, copy);
    return site.record(image.id());
  }

  private void add(Image image, Location copy) throws Exception {
    List<Location> both = new ArrayList<>(site.record(image.id()).locations());
    both.add(copy);
    site.catalog
        .transaction()
        .putImage(site.record(image.id()).change().locations(both).build())
        .commit();
  }

  private static StoredName recipe(Image image) {
    return StoredName.recipe(Digest.fromHex(image.blobs().getFirst().recipe()));
  }

  private List<StoredName> chunks(Image image) throws Exception {
    Recipe recipe = Recipe.decode(ByteBuffer.wrap(site.bytes(recipe(image))));
    return chunkHexes(recipe).stream().map(hex -> StoredName.chunk(Digest.fromHex(hex))).toList();
  }

  private static List<String> chunkHexes(Recipe recipe) {
    List<String> chunks = new ArrayList<>();
    recipe.forEachChunk(digest -> chunks.add(digest.toHex()));
    return chunks;
  }

  private static ByteBuffer recipeBytes(MemoryBackend backend, Image image) throws Exception {
    StoredName name = recipe(image);
    try (var content = backend.open(name, 0, backend.length(name).orElseThrow())) {
      return ByteBuffer.wrap(ContentReader.bytes(content));
    }
  }

  /// Changes one bit of the object; returns what it was.
  private byte[] flip(StoredName name) throws Exception {
    byte[] right = site.bytes(name);
    byte[] wrong = right.clone();
    wrong[wrong.length / 3] ^= 4;
    site.backend.damage(name, wrong);
    return right;
  }
}

package dev.vitrine.images;

import static dev.vitrine.images.Site.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobReader;
import dev.vitrine.blobstore.CollectionPlan;
import dev.vitrine.blobstore.Collector;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.Recipe;
import dev.vitrine.blobstore.StoredName;
import dev.vitrine.blobstore.testkit.ContentReader;
import dev.vitrine.blobstore.testkit.MemoryBackend;
import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.catalog.CondemnedBatch;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Location;
import dev.vitrine.images.collect.GarbageCollection.Outcome;
import dev.vitrine.images.stores.Store;
import dev.vitrine.images.stores.Stores;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the collector takes and what it leaves. That it does so in every order of events is for the
/// simulation to show.
class CollectTest {
  private static final byte[] DATA = SeededData.random(1, 300_000);

  private static final Collector.Patience NOBODY_TO_WAIT_FOR =
      writers -> {
        throw new AssertionError("waits for " + writers);
      };

  private static final Collector.Patience NONE =
      _ -> {
        throw new TimeoutException();
      };

  @RegisterExtension final Site site = new Site();

  @Test
  void takesWhatADeletedImageLeaves() throws Exception {
    Image image = uploaded(DATA);
    site.service().delete(ADMIN, image.id());

    Collector.Result result = collect();

    assertThat(result.done()).isTrue();
    assertThat(result.plan().garbageBytes()).isEqualTo(DATA.length);
    assertThat(stored()).isZero();
    assertThat(site.catalog.condemned()).isEmpty();
    assertThat(site.catalog.awaitedWriters("memory")).isEmpty();
  }

  @Test
  void leavesWhatAnotherImageShares() throws Exception {
    Image image = uploaded(DATA);
    Image other = uploaded(DATA);
    site.service().delete(ADMIN, image.id());

    assertThat(collect().deletedObjects()).isZero();
    assertThat(site.download(ADMIN, other.id())).isEqualTo(DATA);
  }

  @Test
  void leavesWhatIsStaged() throws Exception {
    Image image = site.queued(ADMIN);
    site.stage(ADMIN, image.id(), DATA);

    assertThat(collect().deletedObjects()).isZero();

    site.service().delete(ADMIN, image.id());
    assertThat(collect().plan().garbageBytes()).isEqualTo(DATA.length);
    assertThat(stored()).isZero();
  }

  @Test
  void stagedDataHoldsBackNoOtherStore() throws Exception {
    Store other = site.chunksOfItsOwn("other");
    site.stores(Stores.several(List.of(site.chunks("chunks"), other), List.of(), "chunks"));
    Image image = site.queued(ADMIN);
    site.stage(ADMIN, image.id(), DATA);
    assertThat(site.record(image.id()).blobs())
        .extracting(Location.Blob::store)
        .containsExactly("chunks");

    assertThat(site.collection().collect(NOBODY_TO_WAIT_FOR).values())
        .hasSize(2)
        .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Collected.class));
  }

  @Test
  void plansWhatItDoes() throws Exception {
    uploaded(DATA);
    Image image = uploaded(SeededData.random(2, 300_000));
    site.service().delete(ADMIN, image.id());

    CollectionPlan plan = plan();

    assertThat(plan.garbageBytes()).isEqualTo(300_000);
    assertThat(plan.keptBytes()).isEqualTo(DATA.length);
    assertThat(plan).isEqualTo(collect().plan());
    assertThat(plan().freedBytes()).isZero();
  }

  @Test
  void waitsForAnUploadThatFoundAKnownChunk() throws Exception {
    byte[] known = SeededData.random(1, 900_000); // two chunks, of which the first is found at once
    Image image = uploaded(known);
    try (HeldUpload upload = new HeldUpload(known)) {
      site.service().delete(ADMIN, image.id());

      assertThat(collect(NONE).waitingFor()).hasSize(1);
      upload.finish();

      assertThat(collect().done()).isTrue();
      assertThat(site.download(ADMIN, upload.image.id())).isEqualTo(known);
    }
  }

  @Test
  void doesNotWaitForUploadsThatBeginLater() throws Exception {
    Image image = uploaded(DATA);
    HeldUpload early = new HeldUpload(SeededData.random(3, 200_000));
    site.service().delete(ADMIN, image.id());
    collect(NONE);
    try (HeldUpload late = new HeldUpload(SeededData.random(4, 200_000))) {
      early.finish();
      assertThat(collectBeside()).isTrue();
      late.finish();
      assertThat(site.record(late.image.id()).sizeBytes()).isEqualTo(200_000);
    } finally {
      early.close();
    }
  }

  @Test
  void sparesWhatIsUploadedAgainWhileItIsCondemned() throws Exception {
    Image image = uploaded(DATA);
    try (HeldUpload other = new HeldUpload(SeededData.random(5, 200_000))) {
      site.service().delete(ADMIN, image.id());
      collect(NONE);
      assertThat(site.catalog.condemned()).isNotEmpty();

      Image again = uploaded(DATA);
      other.finish();

      collect();
      assertThat(site.download(ADMIN, again.id())).isEqualTo(DATA);
      assertThat(recipe(again).pieceCount()).isEqualTo(1);
    }
  }

  @Test
  void keepsInHalvesWhatSomebodyMayBeDeleting() throws Exception {
    Digest chunk = Digest.sha256(List.of(ByteBuffer.wrap(DATA)));
    site.catalog
        .transaction()
        .condemn(
            new CondemnedBatch(
                "1-0", "memory", true, "another node", List.of(chunk.toHex()), List.of()))
        .commit();

    Image image = uploaded(DATA);
    site.backend.delete(StoredName.chunk(chunk)); // late

    assertThat(recipe(image).pieceCount()).isEqualTo(2);
    assertThat(site.download(ADMIN, image.id())).isEqualTo(DATA);
  }

  @Test
  void givesTheRecipeAnotherFormWhenSomebodyMayBeDeletingIt() throws Exception {
    Image image = uploaded(DATA);
    Digest name = recipeName(image);
    site.service().delete(ADMIN, image.id());
    site.catalog
        .transaction()
        .condemn(
            new CondemnedBatch(
                "1-0", "memory", true, "another node", List.of(), List.of(name.toHex())))
        .commit();

    Image again = uploaded(DATA);

    assertThat(recipeName(again)).isNotEqualTo(name);
    assertThat(site.download(ADMIN, again.id())).isEqualTo(DATA);
    collect();
    assertThat(site.download(ADMIN, again.id())).isEqualTo(DATA);
  }

  @Test
  void leavesWhatADownloadHasInItsHands() throws Exception {
    Image image = uploaded(DATA);
    BlobReader reader = site.openReader(recipeName(image));
    site.service().delete(ADMIN, image.id());

    collect();

    assertThat(ContentReader.rest(reader)).isEqualTo(DATA);

    reader.release();
    collect();
    assertThat(stored()).isZero();
  }

  @Test
  void goesOnWhereAKilledRunEnded() throws Exception {
    Image image = uploaded(DATA);
    HeldUpload upload = new HeldUpload(SeededData.random(6, 200_000));
    site.service().delete(ADMIN, image.id());
    collect(NONE);
    upload.close();

    site.newRun().recover();

    assertThat(collect().deletedObjects()).isPositive();
    assertThat(plan().freedBytes()).isZero();
    assertThat(site.catalog.condemned()).isEmpty();
  }

  private CollectionPlan plan() throws Exception {
    return site.collection().plan().firstEntry().getValue();
  }

  private Collector.Result collect() throws Exception {
    return collect(NOBODY_TO_WAIT_FOR);
  }

  @Test
  void collectsEachChunkStoreByWhatLiesInIt() throws Exception {
    site.stores(
        Stores.several(
            List.of(site.chunks("near"), site.chunksOfItsOwn("far")), List.of(), "near"));
    Image near = uploaded(DATA, "near");
    Image far = uploaded(DATA, "far");
    site.service().delete(ADMIN, near.id());

    assertThat(site.collection().plan())
        .hasEntrySatisfying(
            "memory", plan -> assertThat(plan.garbageBytes()).isEqualTo(DATA.length))
        .hasEntrySatisfying("far", plan -> assertThat(plan.keptBytes()).isEqualTo(DATA.length));
    assertThat(collect().deletedObjects()).isEqualTo(2);

    assertThat(stored()).isZero();
    assertThat(site.download(ADMIN, far.id())).isEqualTo(DATA);
  }

  @Test
  void deletesNothingThatMayBelongToABlobWhoseStoreHasAnotherNameNow() throws Exception {
    Store far = site.chunksOfItsOwn("far");
    site.stores(Stores.several(List.of(site.chunks("near"), far), List.of(), "near"));
    uploaded(SeededData.random(8, 200_000), "near");
    Image image = uploaded(DATA, "far");
    Store renamed = Store.of("cold", far.backing());
    site.stores(Stores.several(List.of(site.chunks("near"), renamed), List.of(), "near"));

    assertThat(site.collection().collect(NOBODY_TO_WAIT_FOR))
        .hasEntrySatisfying("memory", it -> assertThat(it).isInstanceOf(Outcome.Failed.class))
        .hasEntrySatisfying("far", it -> assertThat(it).isInstanceOf(Outcome.Collected.class));

    site.stores(Stores.several(List.of(site.chunks("near"), far), List.of(), "near"));
    assertThat(site.download(ADMIN, image.id())).isEqualTo(DATA);
  }

  @Test
  void collectsTheOtherStoresWhenOneIsAway() throws Exception {
    site.stores(
        Stores.several(
            List.of(site.chunks("near"), site.chunksOfItsOwn("far")), List.of(), "near"));
    uploaded(DATA, "near");
    Image far = uploaded(DATA, "far");
    site.service().delete(ADMIN, far.id());
    site.backend.failWith((call, _) ->
        call == MemoryBackend.Call.OPEN
            ? new BlobException.Transient("it is away", Duration.ZERO, new IOException())
            : null);

    assertThat(site.collection().collect(NOBODY_TO_WAIT_FOR))
        .hasEntrySatisfying("memory", it -> assertThat(it).isInstanceOf(Outcome.Failed.class))
        .hasEntrySatisfying(
            "far",
            it ->
                assertThat(it)
                    .isInstanceOfSatisfying(
                        Outcome.Collected.class,
                        done -> assertThat(done.result().deletedObjects()).isEqualTo(2)));
  }

  @Test
  void deletesNothingWhileItCannotReadWhatAnImageNeeds() throws Exception {
    Image image = uploaded(DATA);
    uploaded(SeededData.random(7, 100_000));
    StoredName recipe = StoredName.recipe(recipeName(image));
    byte[] taken = site.take(recipe);

    assertThat(site.collection().collect(NOBODY_TO_WAIT_FOR).get("memory"))
        .isInstanceOf(Outcome.Failed.class);

    site.backend.put(recipe, List.of(ByteBuffer.wrap(taken)));
    assertThat(site.download(ADMIN, image.id())).isEqualTo(DATA);
  }

  @Test
  void looksOnceMoreAtWhatAnEarlierRunDoomed() throws Exception {
    Image image = uploaded(DATA);
    Digest chunk = Digest.sha256(List.of(ByteBuffer.wrap(DATA)));
    site.catalog
        .transaction()
        .condemn(
            new CondemnedBatch(
                "1-0",
                "memory",
                true,
                "an earlier run",
                List.of(chunk.toHex()),
                List.of(recipeName(image).toHex())))
        .commit();

    collect();

    assertThat(site.catalog.condemned()).isEmpty();
    site.newStore();
    assertThat(site.download(ADMIN, image.id())).isEqualTo(DATA);
  }

  private Collector.Result collect(Collector.Patience patience) throws Exception {
    return switch (site.collection().collect(patience).sequencedValues().getFirst()) {
      case Outcome.Collected(Collector.Result result) -> result;
      case Outcome other -> throw new AssertionError(other);
    };
  }

  /// Whether it came to its end beside whoever is at work.
  private boolean collectBeside() throws Exception {
    return collect(NONE).done();
  }

  private Image uploaded(byte[] data) throws Exception {
    Image image = site.queued(ADMIN);
    site.upload(ADMIN, image.id(), data);
    return site.record(image.id());
  }

  private Image uploaded(byte[] data, String store) throws Exception {
    Image image = site.queued(ADMIN);
    site.service()
        .upload(ADMIN, image.id(), store, OptionalLong.of(data.length), site.source(data));
    return site.record(image.id());
  }

  private long stored() {
    long stored = 0;
    for (StoredName.Kind kind : StoredName.Kind.values()) {
      for (int prefix = 0; prefix < StoredName.PREFIXES; prefix++) {
        stored += site.backend.list(kind, prefix).count();
      }
    }
    return stored;
  }

  private static Digest recipeName(Image image) {
    return switch (image.locations().getFirst()) {
      case Location.Blob(String _, String recipe) -> Digest.fromHex(recipe);
      case Location.External _ -> throw new AssertionError("there is one store");
    };
  }

  private Recipe recipe(Image image) throws Exception {
    return Recipe.decode(ByteBuffer.wrap(site.bytes(StoredName.recipe(recipeName(image)))));
  }

  /// An upload that has given all its bytes and has not been told that they were all.
  private final class HeldUpload implements AutoCloseable {
    final Image image;
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
    private final Future<?> done;

    HeldUpload(byte[] data) throws Exception {
      image = site.queued(ADMIN);
      CountDownLatch given = new CountDownLatch(1);
      ByteSource source = site.source(data);
      done =
          thread.submit(() -> {
            site.service()
                .upload(
                    ADMIN,
                    image.id(),
                    OptionalLong.empty(),
                    () -> {
                      var slice = source.next();
                      if (slice == null) {
                        given.countDown();
                        end.await();
                      }
                      return slice;
                    });
            return null;
          });
      assertThat(given.await(20, TimeUnit.SECONDS)).isTrue();
    }

    void finish() throws Exception {
      end.countDown();
      done.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
      done.cancel(true);
      thread.close();
    }
  }
}

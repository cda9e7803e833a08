package dev.vitrine.images;

import static dev.vitrine.images.Site.ADMIN;
import static dev.vitrine.images.Site.member;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.testkit.MemoryImageStore;
import dev.vitrine.blobstore.testkit.MemoryBackend;
import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.ImportSource;
import dev.vitrine.catalog.Keys;
import dev.vitrine.catalog.Location;
import dev.vitrine.catalog.Task;
import dev.vitrine.catalog.TaskStatus;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.catalog.testkit.MemoryRegistry;
import dev.vitrine.formats.Format;
import dev.vitrine.images.ImportOrder.Targets;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.stores.Store;
import dev.vitrine.images.stores.Stores;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Imports to several stores: two names of one chunk store, and two stores of whole images.
@Timeout(60)
@Isolated("a thread ends by an exception, which fails whichever test waits with Awaitility")
class ImportToStoresTest {
  private static final Caller OWNER = member("p");
  private static final byte[] DATA = SeededData.diskLike(2, 2 << 20);
  private static final String IMPORTING = "os_glance_importing_to_stores";
  private static final String FAILED = "os_glance_failed_import";

  @RegisterExtension final Site site = new Site();
  private final MemoryImageStore near = new MemoryImageStore("near");
  private final MemoryImageStore far = new MemoryImageStore("far");

  /// One run ends in the middle, by an exception that nobody catches.
  @BeforeAll
  static void takeDyingThreadsForGranted() {
    Awaitility.doNotCatchUncaughtExceptionsByDefault();
  }

  @AfterAll
  static void takeThemForFailuresAgain() {
    Awaitility.reset();
  }

  @BeforeEach
  void open() {
    Store chunks = site.chunks("chunks");
    site.stores(
        Stores.several(
            List.of(
                chunks,
                Store.of("mirror", chunks.backing()),
                Store.of("near", new Store.Whole(near)),
                Store.of("far", new Store.Whole(far))),
            List.of(),
            "chunks"));
  }

  @Test
  void everyStoreGetsTheData() throws Exception {
    String id = staged();
    long puts = site.backend.calls(MemoryBackend.Call.PUT);

    order(id, new ImportSource.Direct(), new Targets.All(), true);

    assertThat(site.awaitImport(id).status()).isEqualTo(TaskStatus.SUCCESS);
    assertThat(site.backend.calls(MemoryBackend.Call.PUT)).isEqualTo(puts);
    Image image = site.record(id);
    assertThat(image.status()).isEqualTo(ImageStatus.ACTIVE);
    assertThat(stores(image)).containsExactly("chunks", "mirror", "near", "far");
    assertThat(image.properties()).containsEntry(IMPORTING, "").containsEntry(FAILED, "");
    assertThat(site.download(OWNER, id)).isEqualTo(DATA);
  }

  @Test
  void dataIsComparedByItsHashWhereNobodyComputesMd5() throws Exception {
    site.options(ImageServiceOptions.defaults().with(new HashOptions("sha512", false)));
    String id = staged();

    order(id, new ImportSource.Direct(), new Targets.All(), true);

    assertThat(site.awaitImport(id).status()).isEqualTo(TaskStatus.SUCCESS);
    Image image = site.record(id);
    assertThat(image.checksum()).isNull();
    assertThat(image.hashValue()).isNotNull();
    assertThat(stores(image)).containsExactly("chunks", "mirror", "near", "far");
  }

  private void atATime(int stores) {
    ImportOptions options = ImportOptions.defaults();
    site.options(
        ImportTest.withImports(
            ImageServiceOptions.defaults(),
            new ImportOptions(
                options.methods(),
                options.workers(),
                List.of(),
                Map.of(),
                Set.of(),
                List.of(),
                stores,
                Format.RAW)));
  }

  @Test
  void storesAreFilledSideBySide() throws Exception {
    atATime(3);
    // Each waits until the other one has all its data, too.
    CyclicBarrier both = new CyclicBarrier(2);
    near.onCommitted(() -> meet(both));
    far.onCommitted(() -> meet(both));
    String id = staged();

    order(id, new ImportSource.Direct(), new Targets.Named(List.of("far", "chunks", "near")), true);

    Task task = site.awaitImport(id);
    assertThat(task.status()).as(task.message()).isEqualTo(TaskStatus.SUCCESS);
    Image image = site.record(id);
    assertThat(image.status()).isEqualTo(ImageStatus.ACTIVE);
    assertThat(stores(image)).containsExactly("far", "chunks", "near");
    assertThat(image.properties()).containsEntry(IMPORTING, "").containsEntry(FAILED, "");
    assertThat(site.download(OWNER, id)).isEqualTo(DATA);
    assertThat(site.catalog.removals()).isEmpty();
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(20, SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new AssertionError("the other store is not filled at the same time", e);
    }
  }

  @Test
  void anImageIsActiveWithTheFirstOfSeveralStoresWhereOneIsEnough() throws Exception {
    atATime(2);
    String id = staged();
    CountDownLatch active = new CountDownLatch(1);
    far.onCommitted(() -> {
      try {
        assertThat(active.await(20, SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    });

    order(id, new ImportSource.Direct(), new Targets.Named(List.of("far", "near")), false);

    await().atMost(10, SECONDS).until(() -> site.record(id).status() == ImageStatus.ACTIVE);
    assertThat(stores(site.record(id))).containsExactly("near");
    assertThat(site.record(id).properties()).containsEntry(IMPORTING, "far");
    active.countDown();
    assertThat(site.awaitImport(id).status()).isEqualTo(TaskStatus.SUCCESS);
    assertThat(stores(site.record(id))).containsExactly("far", "near");
    assertThat(site.download(OWNER, id)).isEqualTo(DATA);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void whereAllMustSucceedOneThatFailsTakesAllBack(int atATime) throws Exception {
    atATime(atATime);
    far.failWith(new ImageStoreException.Full("full", null));
    String id = staged();

    order(id, new ImportSource.Direct(), new Targets.Named(List.of("near", "far", "chunks")), true);

    Task task = site.awaitImport(id);
    assertThat(task.status()).isEqualTo(TaskStatus.FAILURE);
    assertThat(task.message()).contains("no space left");
    Image image = site.record(id);
    assertThat(image.status()).isEqualTo(ImageStatus.QUEUED);
    assertThat(image.locations()).isEmpty();
    assertThat(image.properties()).containsEntry(IMPORTING, "").containsEntry(FAILED, "far");
    await().pollDelay(Duration.ZERO).atMost(10, SECONDS).until(() -> near.size() == 0);
    assertThat(far.size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void whereOneIsEnoughTheOthersAreNamed(int atATime) throws Exception {
    atATime(atATime);
    near.failWith(new ImageStoreException.Denied("no", null));
    String id = staged();

    order(id, new ImportSource.Direct(), new Targets.Named(List.of("near", "far")), false);

    assertThat(site.awaitImport(id).status()).isEqualTo(TaskStatus.SUCCESS);
    Image image = site.record(id);
    assertThat(image.status()).isEqualTo(ImageStatus.ACTIVE);
    assertThat(stores(image)).containsExactly("far");
    assertThat(image.properties()).containsEntry(IMPORTING, "").containsEntry(FAILED, "near");
    assertThat(site.download(OWNER, id)).isEqualTo(DATA);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void whereNoneSucceedsTheImageIsQueued(int atATime) throws Exception {
    atATime(atATime);
    near.failWith(new ImageStoreException.Denied("no", null));
    far.failWith(new ImageStoreException.Denied("no", null));
    String id = staged();

    order(id, new ImportSource.Direct(), new Targets.Named(List.of("near", "far")), false);

    assertThat(site.awaitImport(id).status()).isEqualTo(TaskStatus.FAILURE);
    Image image = site.record(id);
    assertThat(image.status()).isEqualTo(ImageStatus.QUEUED);
    assertThat(image.properties()).containsEntry(IMPORTING, "").containsEntry(FAILED, "far,near");
  }

  @Test
  void anActiveImageIsCopied() throws Exception {
    String id = site.queued(OWNER).id();
    site.upload(OWNER, id, DATA);

    copy(id, new Targets.Named(List.of("near")), true);

    assertThat(site.awaitImport(id).status()).isEqualTo(TaskStatus.SUCCESS);
    assertThat(stores(site.record(id))).containsExactly("chunks", "near");
    assertThat(near.size()).isEqualTo(1);
    assertThatThrownBy(() -> copy(id, new Targets.Named(List.of("near", "far")), true))
        .isInstanceOf(Refusal.Invalid.class);
    copy(id, new Targets.All(), true);
    site.awaitImport(id);
    assertThat(stores(site.record(id))).containsExactly("chunks", "near", "mirror", "far");
    copy(id, new Targets.All(), true);
    assertThat(site.tasks(id)).hasSize(2);
  }

  @Test
  void aCopyThatFailsLeavesTheImageAsItWas() throws Exception {
    far.failWith(new ImageStoreException.Full("full", null));
    String id = site.queued(OWNER).id();
    site.upload(OWNER, id, DATA);

    copy(id, new Targets.Named(List.of("near", "far")), true);

    assertThat(site.awaitImport(id).status()).isEqualTo(TaskStatus.FAILURE);
    Image image = site.record(id);
    assertThat(image.status()).isEqualTo(ImageStatus.ACTIVE);
    assertThat(stores(image)).containsExactly("chunks");
    assertThat(image.properties()).containsEntry(IMPORTING, "").containsEntry(FAILED, "far");
    await().pollDelay(Duration.ZERO).atMost(10, SECONDS).until(() -> near.size() == 0);
    assertThat(site.download(OWNER, id)).isEqualTo(DATA);
  }

  @Test
  void storesThatAreNotThereAreRefused() throws Exception {
    String id = staged();

    assertThatThrownBy(
            () -> order(id, new ImportSource.Direct(), new Targets.Named(List.of("nowhere")), true))
        .isInstanceOf(Refusal.Conflict.class);
    assertThatThrownBy(
            () -> order(id, new ImportSource.Direct(), new Targets.Named(List.of()), true))
        .isInstanceOf(Refusal.Invalid.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void aStepThatTheRegistryDidNotNoteIsTakenAgain(int atATime) throws Exception {
    atATime(atATime);
    String id = staged();
    near.onCommitted(
        once(() ->
            site.registry.injectAt(Keys.importJob(id), new MemoryRegistry.Fault.Unavailable())));

    order(id, new ImportSource.Direct(), new Targets.Named(List.of("near", "far")), true);

    assertThat(site.awaitImport(id).message()).startsWith("Copied");
    assertThat(stores(site.record(id))).containsExactlyInAnyOrder("near", "far");
    assertThat(site.download(OWNER, id)).isEqualTo(DATA);
    assertThat(site.catalog.removals()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void aRunThatEndsBetweenAStoreAndTheRegistryLeavesTheStepToTheNext(int atATime) throws Exception {
    atATime(atATime);
    String id = staged();
    CountDownLatch dead = new CountDownLatch(1);
    near.onCommitted(
        once(() -> {
          dead.countDown();
          throw new Killed();
        }));
    order(id, new ImportSource.Direct(), new Targets.Named(List.of("near", "far")), true);
    dead.await();

    site.newRun().recover();
    site.imports().recover();

    assertThat(site.awaitImport(id).message()).startsWith("Copied");
    assertThat(stores(site.record(id))).containsExactlyInAnyOrder("near", "far");
    assertThat(near.size()).isEqualTo(1);
    assertThat(site.download(OWNER, id)).isEqualTo(DATA);
    assertThat(site.catalog.removals()).isEmpty();
  }

  @Test
  void aRunThatEndsThereLeavesNothingOfAnImageThatIsDeleted() throws Exception {
    String id = staged();
    CountDownLatch dead = new CountDownLatch(1);
    near.onCommitted(
        once(() -> {
          dead.countDown();
          throw new Killed();
        }));
    order(id, new ImportSource.Direct(), new Targets.Named(List.of("near")), true);
    dead.await();
    site.newRun();
    site.service().delete(OWNER, id);

    site.newRun().recover();

    await().pollDelay(Duration.ZERO).atMost(10, SECONDS).until(() -> near.size() == 0);
    await().atMost(10, SECONDS).until(() -> site.catalog.removals().isEmpty());
  }

  @Test
  void anUploadThatEndsBetweenAStoreAndTheRegistryLeavesNothing() throws Exception {
    String id = site.queued(OWNER).id();
    ImageService ending = site.service();
    near.onCommitted(
        once(() -> {
          try {
            site.newRun().recover();
          } catch (Refusal e) {
            throw new AssertionError(e);
          }
          throw new Killed();
        }));
    assertThatThrownBy(
            () -> ending.upload(OWNER, id, "near", OptionalLong.of(DATA.length), site.source(DATA)))
        .isInstanceOf(Killed.class);
    ending.close();

    await().pollDelay(Duration.ZERO).atMost(10, SECONDS).until(() -> near.size() == 0);
    site.service().upload(OWNER, id, "near", OptionalLong.of(DATA.length), site.source(DATA));
    assertThat(site.download(OWNER, id)).isEqualTo(DATA);
    await().atMost(10, SECONDS).until(() -> site.catalog.removals().isEmpty());
  }

  @Test
  void anUploadWhoseEndIsNotNotedIsTakenAgain() throws Exception {
    String id = site.queued(OWNER).id();
    near.onCommitted(
        once(() -> site.registry.injectAt(Keys.image(id), new MemoryRegistry.Fault.Unavailable())));

    assertThatThrownBy(() ->
            site.service()
                .upload(OWNER, id, "near", OptionalLong.of(DATA.length), site.source(DATA)))
        .isInstanceOf(RegistryException.class);
    await().atMost(10, SECONDS).until(() -> site.record(id).status() == ImageStatus.QUEUED);

    site.service().upload(OWNER, id, "near", OptionalLong.of(DATA.length), site.source(DATA));
    assertThat(site.download(OWNER, id)).isEqualTo(DATA);
    await().atMost(10, SECONDS).until(() -> site.catalog.removals().isEmpty());
  }

  /// What nobody catches who carries data: as good as the end of the process.
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  private static Runnable once(Runnable what) {
    AtomicBoolean done = new AtomicBoolean();
    return () -> {
      if (!done.getAndSet(true)) {
        what.run();
      }
    };
  }

  private static List<@Nullable String> stores(Image image) {
    return image.locations().stream().<@Nullable String>map(Location::store).toList();
  }

  private String staged() throws Exception {
    String id = site.queued(OWNER).id();
    site.stage(OWNER, id, DATA);
    return id;
  }

  private void copy(String id, Targets targets, boolean all) throws Exception {
    site.imports()
        .order(ADMIN, id, new ImportOrder(new ImportSource.Copy(), targets, all, ImportTest.WORDS));
  }

  private void order(String id, ImportSource source, Targets targets, boolean all)
      throws Exception {
    site.imports().order(OWNER, id, new ImportOrder(source, targets, all, ImportTest.WORDS));
  }
}

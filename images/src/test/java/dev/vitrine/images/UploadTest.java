package dev.vitrine.images;

import static dev.vitrine.images.Site.ADMIN;
import static dev.vitrine.images.Site.member;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.Slice;
import dev.vitrine.blobstore.testkit.MemoryBackend;
import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.Keys;
import dev.vitrine.catalog.Location;
import dev.vitrine.catalog.Visibility;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.catalog.registry.Transaction;
import dev.vitrine.catalog.testkit.MemoryRegistry;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Refusal;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class UploadTest {
  private static final Caller OWNER = member("p");
  private static final byte[] DATA = SeededData.diskLike(1, 3 << 20);

  @RegisterExtension final Site site = new Site();

  @Test
  void fillsAQueuedImage() throws Exception {
    Image queued = site.queued(OWNER);

    site.upload(OWNER, queued.id(), DATA);

    Image active = site.record(queued.id());
    assertThat(active.status()).isEqualTo(ImageStatus.ACTIVE);
    assertThat(active.sizeBytes()).isEqualTo(DATA.length);
    assertThat(active.checksum()).isEqualTo(hash("MD5", DATA));
    assertThat(active.hashAlgorithm()).isEqualTo("sha512");
    assertThat(active.hashValue()).isEqualTo(hash("SHA-512", DATA));
    assertThat(active.virtualSizeBytes()).isEqualTo(DATA.length);
    assertThat(active.failure()).isNull();
    assertThat(active.updatedAt()).isAfter(queued.updatedAt());
    assertThat(active.locations())
        .singleElement()
        .isInstanceOfSatisfying(
            Location.Blob.class, blob -> assertThat(blob.store()).isEqualTo("default"));
    assertThat(site.download(OWNER, queued.id())).isEqualTo(DATA);
  }

  @Test
  void isSavingUnderALeaseMeanwhile() throws Exception {
    String id = site.queued(OWNER).id();
    List<ImageStatus> seen = new ArrayList<>();

    site.service()
        .upload(
            OWNER,
            id,
            OptionalLong.empty(),
            () -> {
              seen.add(site.record(id).status());
              site.checkRecords();
              return null;
            });

    assertThat(seen).containsExactly(ImageStatus.SAVING);
    assertThat(site.hasLease(id)).isFalse();
  }

  @Test
  void takesNoDataForAnEmptyImage() throws Exception {
    String id = site.queued(OWNER).id();

    site.upload(OWNER, id, new byte[0]);

    assertThat(site.record(id).sizeBytes()).isZero();
    assertThat(site.record(id).checksum()).isEqualTo("d41d8cd98f00b204e9800998ecf8427e");
    assertThat(site.download(OWNER, id)).isEmpty();
  }

  @Test
  void takesDataOfUnknownLength() throws Exception {
    String id = site.queued(OWNER).id();

    site.service().upload(OWNER, id, OptionalLong.empty(), site.source(DATA));

    assertThat(site.download(OWNER, id)).isEqualTo(DATA);
  }

  @Test
  void takesADeclaredZeroForUnknown() throws Exception {
    String id = site.queued(OWNER).id();

    site.service().upload(OWNER, id, OptionalLong.of(0), site.source(DATA));

    assertThat(site.record(id).sizeBytes()).isEqualTo(DATA.length);
  }

  @Test
  void survivesTheLossOfPowerOnceItReturned() throws Exception {
    String id = site.queued(OWNER).id();
    site.upload(OWNER, id, DATA);

    site.backend.losePower();

    assertThat(site.download(OWNER, id)).isEqualTo(DATA);
  }

  @Test
  void hashesWithTheConfiguredAlgorithm() throws Exception {
    ImageServiceOptions defaults = ImageServiceOptions.defaults();
    site.options(options(defaults.sizeCapBytes(), "sha256"));
    String id = site.queued(OWNER).id();

    site.upload(OWNER, id, DATA);

    assertThat(site.record(id).hashAlgorithm()).isEqualTo("sha256");
    assertThat(site.record(id).hashValue()).isEqualTo(hash("SHA-256", DATA));
  }

  @Test
  void computesNoMd5WhereNobodyWantsIt() throws Exception {
    site.options(ImageServiceOptions.defaults().with(new HashOptions("sha256", false)));
    String id = site.queued(OWNER).id();

    site.upload(OWNER, id, DATA);

    assertThat(site.record(id).checksum()).isNull();
    assertThat(site.record(id).hashValue()).isEqualTo(hash("SHA-256", DATA));
    assertThat(site.download(OWNER, id)).isEqualTo(DATA);
  }

  @Test
  void needsBothFormats() throws Exception {
    for (Wanted wanted :
        List.of(
            new Wanted(), new Wanted().formats("bare", null), new Wanted().formats(null, "raw"))) {
      Image image = site.service().create(OWNER, wanted.build());

      assertThatThrownBy(() -> site.upload(OWNER, image.id(), DATA))
          .isInstanceOf(Refusal.Invalid.class)
          .hasMessageContaining("disk_format");
      assertThat(site.record(image.id())).isEqualTo(image);
    }
  }

  @Test
  void goesBackToQueuedWhenTheSenderBreaksOff() throws Exception {
    String id = site.queued(OWNER).id();
    IOException cut = new IOException("connection reset");
    ByteSource whole = site.source(DATA);
    int[] slices = {0};
    ByteSource broken =
        () -> {
          if (++slices[0] > 10) {
            throw cut;
          }
          return whole.next();
        };

    assertThatThrownBy(() -> site.service().upload(OWNER, id, OptionalLong.empty(), broken))
        .isSameAs(cut);

    queuedAgain(id, "connection reset");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1})
  void refusesDataOfAnotherThanTheDeclaredLength(int difference) throws Exception {
    String id = site.queued(OWNER).id();
    OptionalLong declared = OptionalLong.of(DATA.length + difference);

    assertThatThrownBy(() -> site.service().upload(OWNER, id, declared, site.source(DATA)))
        .isInstanceOf(Refusal.Invalid.class)
        .hasMessageContaining(String.valueOf(DATA.length + difference));

    queuedAgain(id, "declared length");
  }

  @Test
  void stopsAtTheCap() throws Exception {
    site.options(options(DATA.length - 1, "sha512"));
    String id = site.queued(OWNER).id();

    assertThatThrownBy(
            () -> site.service().upload(OWNER, id, OptionalLong.empty(), site.source(DATA)))
        .isInstanceOf(Refusal.TooLarge.class)
        .hasMessageContaining(String.valueOf(DATA.length - 1));

    site.options(ImageServiceOptions.defaults());
    queuedAgain(id, "larger");
  }

  @Test
  void takesDataUpToTheCap() throws Exception {
    site.options(options(DATA.length, "sha512"));
    String id = site.queued(OWNER).id();

    site.upload(OWNER, id, DATA);

    assertThat(site.record(id).status()).isEqualTo(ImageStatus.ACTIVE);
  }

  @Test
  void refusesADeclaredLengthOverTheCapAtOnce() throws Exception {
    site.options(options(DATA.length - 1, "sha512"));
    Image image = site.queued(OWNER);

    assertThatThrownBy(() ->
            site.service()
                .upload(
                    OWNER,
                    image.id(),
                    OptionalLong.of(DATA.length),
                    () -> {
                      throw new AssertionError("nobody reads");
                    }))
        .isInstanceOf(Refusal.TooLarge.class);
    assertThat(site.record(image.id())).isEqualTo(image);
  }

  @Test
  void goesBackToQueuedWhenTheStoreIsFull() throws Exception {
    String id = site.queued(OWNER).id();
    site.backend.limitTo(1 << 20);

    assertThatThrownBy(() -> site.upload(OWNER, id, DATA))
        .isInstanceOf(Refusal.TooLarge.class)
        .hasMessageContaining("no space left");

    site.backend.heal();
    queuedAgain(id, "no space left");
  }

  @Test
  void goesBackToQueuedWhenTheStoreTakesNothing() throws Exception {
    String id = site.queued(OWNER).id();
    site.backend.failWith((call, ordinal) ->
        call == MemoryBackend.Call.PUT
            ? new BlobException.Denied("read-only", new IOException("EROFS"))
            : null);

    assertThatThrownBy(() -> site.upload(OWNER, id, DATA)).isInstanceOf(Refusal.Unavailable.class);

    site.backend.heal();
    queuedAgain(id, "does not accept");
  }

  @Test
  void goesBackToQueuedWhenTheDataCannotBeMadeDurable() throws Exception {
    String id = site.queued(OWNER).id();
    site.backend.failWith((call, ordinal) ->
        call == MemoryBackend.Call.MAKE_DURABLE
            ? new BlobException.Transient("fsync", Duration.ZERO, new IOException("EIO"))
            : null);

    assertThatThrownBy(() -> site.upload(OWNER, id, DATA)).isInstanceOf(Refusal.Unavailable.class);

    site.backend.heal();
    queuedAgain(id, "failed");
  }

  @Test
  void goesBackToQueuedWhenTheSourceIsAtFault() throws Exception {
    String id = site.queued(OWNER).id();

    assertThatThrownBy(() ->
            site.service()
                .upload(
                    OWNER,
                    id,
                    OptionalLong.empty(),
                    () -> {
                      throw new IllegalStateException("a bug");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a bug");

    queuedAgain(id, "The service failed");
  }

  @Test
  void goesBackToQueuedWhenTheUploadIsCancelled() throws Exception {
    String id = site.queued(OWNER).id();
    CountDownLatch waiting = new CountDownLatch(1);
    FutureTask<Void> upload =
        upload(
            id,
            () -> {
              waiting.countDown();
              Thread.sleep(Duration.ofMinutes(1));
              return null;
            });
    Thread thread = Thread.ofVirtual().start(upload);
    waiting.await();

    thread.interrupt();

    assertThatThrownBy(upload::get).hasCauseInstanceOf(InterruptedException.class);
    queuedAgain(id, "cancelled");
  }

  @Test
  void isActiveWhenItWasCancelledTooLate() throws Exception {
    String id = site.queued(OWNER).id();
    CountDownLatch ended = new CountDownLatch(1);
    site.registry.inject(
        transaction -> {
          boolean activates = endsUpload(transaction, id);
          if (activates) {
            ended.countDown();
          }
          return activates;
        },
        new MemoryRegistry.Fault.Delay(Duration.ofMillis(200)));
    FutureTask<Void> upload = upload(id, site.source(DATA));
    Thread thread = Thread.ofVirtual().start(upload);
    ended.await();

    thread.interrupt();

    upload.get();
    assertThat(site.record(id).status()).isEqualTo(ImageStatus.ACTIVE);
  }

  @Test
  void endsAsGoneWhenTheImageIsDeletedMeanwhile() throws Exception {
    String id = site.queued(OWNER).id();
    ByteSource whole = site.source(DATA);
    ByteSource deleting =
        () -> {
          Slice slice = whole.next();
          if (slice == null) {
            delete(id);
          }
          return slice;
        };

    assertThatThrownBy(() -> site.service().upload(OWNER, id, OptionalLong.empty(), deleting))
        .isInstanceOf(Refusal.Gone.class)
        .hasMessageContaining(id);

    assertThat(site.exists(id)).isFalse();
    assertThat(site.hasLease(id)).isFalse();
    assertThat(site.catalog.tombstone(id)).isPresent();
  }

  @Test
  void endsAsGoneWhenItFailsAndTheImageIsDeletedMeanwhile() throws Exception {
    String id = site.queued(OWNER).id();
    ByteSource deleting =
        () -> {
          delete(id);
          return null;
        };

    assertThatThrownBy(() -> site.service().upload(OWNER, id, OptionalLong.of(7), deleting))
        .isInstanceOf(Refusal.Gone.class);
  }

  @Test
  void endsEarlyWhenTheImageIsDeletedMeanwhile() throws Exception {
    String id = site.queued(OWNER).id();
    byte[] zeros = new byte[1 << 20];
    int[] mebibytes = {0};
    ByteSource endless =
        () -> {
          if (++mebibytes[0] == 10) {
            delete(id);
          }
          return site.slices.copyOf(zeros, 0, zeros.length);
        };

    assertThatThrownBy(() -> site.service().upload(OWNER, id, OptionalLong.empty(), endless))
        .isInstanceOf(Refusal.Gone.class);
    assertThat(mebibytes[0]).isLessThan(100);
  }

  @Test
  void keepsWhatOthersChangeMeanwhile() throws Exception {
    String id = site.queued(OWNER).id();
    ByteSource whole = site.source(DATA);
    ByteSource renaming =
        () -> {
          Slice slice = whole.next();
          if (slice == null) {
            rename(id);
          }
          return slice;
        };

    site.service().upload(OWNER, id, OptionalLong.empty(), renaming);

    assertThat(site.record(id).name()).isEqualTo("renamed");
    assertThat(site.record(id).status()).isEqualTo(ImageStatus.ACTIVE);
  }

  @Test
  void refusesASecondUploadAndFinishesTheFirst() throws Exception {
    String id = site.queued(OWNER).id();
    ByteSource whole = site.source(DATA);
    ByteSource disturbed =
        () -> {
          assertThatThrownBy(() -> site.upload(ADMIN, id, new byte[3]))
              .isInstanceOf(Refusal.Conflict.class);
          return whole.next();
        };

    site.service().upload(OWNER, id, OptionalLong.empty(), disturbed);

    assertThat(site.download(OWNER, id)).isEqualTo(DATA);
  }

  @Test
  void letsOneOfManyUploadsWin() throws Exception {
    String id = site.queued(OWNER).id();
    List<Future<Boolean>> uploads = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 16; i++) {
        byte[] data = SeededData.random(i, 100_000);
        uploads.add(
            callers.submit(() -> {
              try {
                site.upload(OWNER, id, data);
                return true;
              } catch (Refusal.Conflict e) {
                return false;
              }
            }));
      }
    }

    int winner = -1;
    for (int i = 0; i < uploads.size(); i++) {
      if (uploads.get(i).get()) {
        assertThat(winner).as("only one wins").isEqualTo(-1);
        winner = i;
      }
    }
    assertThat(site.download(OWNER, id)).isEqualTo(SeededData.random(winner, 100_000));
  }

  @Test
  void fillsManyImagesAtOnce() throws Exception {
    List<String> ids = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> uploads = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        String id = site.queued(OWNER).id();
        ids.add(id);
        byte[] data = SeededData.diskLike(i % 4, 500_000);
        uploads.add(
            callers.submit(() -> {
              site.upload(OWNER, id, data);
              return null;
            }));
      }
      for (Future<?> upload : uploads) {
        upload.get();
      }
    }
    for (int i = 0; i < ids.size(); i++) {
      assertThat(site.download(OWNER, ids.get(i))).isEqualTo(SeededData.diskLike(i % 4, 500_000));
    }
  }

  @Test
  void beginsAnewWhenTheImageWasChangedAtTheSameMoment() throws Exception {
    String id = site.queued(OWNER).id();
    site.registry.injectAt(Keys.image(id), new MemoryRegistry.Fault.Conflict());

    site.upload(OWNER, id, DATA);

    assertThat(site.record(id).status()).isEqualTo(ImageStatus.ACTIVE);
  }

  @Test
  void endsAnewWhenTheImageWasChangedAtTheSameMoment() throws Exception {
    String id = site.queued(OWNER).id();
    site.registry.inject(
        transaction -> endsUpload(transaction, id), new MemoryRegistry.Fault.Conflict());

    site.upload(OWNER, id, DATA);

    assertThat(site.record(id).status()).isEqualTo(ImageStatus.ACTIVE);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void findsOutWhetherItHasBegun(boolean done) throws Exception {
    String id = site.queued(OWNER).id();
    site.registry.injectAt(Keys.image(id), new MemoryRegistry.Fault.Ambiguous(done));

    site.upload(OWNER, id, DATA);

    assertThat(site.download(OWNER, id)).isEqualTo(DATA);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void findsOutWhetherItHasEnded(boolean done) throws Exception {
    String id = site.queued(OWNER).id();
    site.registry.inject(
        transaction -> endsUpload(transaction, id), new MemoryRegistry.Fault.Ambiguous(done));

    site.upload(OWNER, id, DATA);

    assertThat(site.download(OWNER, id)).isEqualTo(DATA);
  }

  @Test
  void isDoneOnceWhatCanBeReadIsDurable() throws Exception {
    String id = site.queued(OWNER).id();
    site.registry.inject(
        transaction -> endsUpload(transaction, id), new MemoryRegistry.Fault.Ambiguous(true));
    nothingIsDurable(3);

    site.upload(OWNER, id, DATA);

    assertThat(site.download(OWNER, id)).isEqualTo(DATA);
  }

  @Test
  void isNotDoneWhileWhatCanBeReadMayBeLost() throws Exception {
    String id = site.queued(OWNER).id();
    site.registry.inject(
        transaction -> endsUpload(transaction, id), new MemoryRegistry.Fault.Ambiguous(true));
    nothingIsDurable(100);

    assertThatThrownBy(() -> site.upload(OWNER, id, DATA)).isInstanceOf(RegistryException.class);
  }

  /// As with a disk that can be read and not written.
  private void nothingIsDurable(int times) {
    for (int i = 0; i < times; i++) {
      site.registry.inject(
          transaction -> transaction.onlyChecks() && transaction.expectations().isEmpty(),
          new MemoryRegistry.Fault.Unavailable());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void findsOutWhetherItIsQueuedAgain(boolean done) throws Exception {
    String id = site.queued(OWNER).id();
    site.registry.inject(
        transaction -> endsUpload(transaction, id), new MemoryRegistry.Fault.Ambiguous(done));

    assertThatThrownBy(() -> site.service().upload(OWNER, id, OptionalLong.of(7), () -> null))
        .isInstanceOf(Refusal.Invalid.class);

    queuedAgain(id, "declared length");
  }

  @Test
  void goesBackToQueuedWhenTheRegistryRefusesTheEnd() throws Exception {
    String id = site.queued(OWNER).id();
    site.registry.inject(
        transaction -> endsUpload(transaction, id), new MemoryRegistry.Fault.Unavailable());

    assertThatThrownBy(() -> site.upload(OWNER, id, DATA)).isInstanceOf(RegistryException.class);

    queuedAgain(id, "The service failed");
  }

  @Test
  void isQueuedAgainAsSoonAsTheRegistryIsBack() throws Exception {
    String id = site.queued(OWNER).id();
    String other = site.queued(OWNER).id();
    for (String away : List.of(id, id, id, id, other, other, other)) {
      site.registry.inject(
          transaction -> endsUpload(transaction, away), new MemoryRegistry.Fault.Unavailable());
    }

    assertThatThrownBy(() -> site.upload(OWNER, id, DATA)).isInstanceOf(RegistryException.class);
    assertThat(site.record(id).status()).isEqualTo(ImageStatus.SAVING);
    assertThatThrownBy(() -> site.upload(OWNER, other, DATA)).isInstanceOf(RegistryException.class);

    await().atMost(10, SECONDS).until(() -> site.record(other).status() == ImageStatus.QUEUED);
    queuedAgain(id, "The service failed");
    queuedAgain(other, "The service failed");
  }

  @Test
  void staysSavingUntilTheNextStartWhenTheServiceEndsBeforeTheRegistryIsBack() throws Exception {
    String id = site.queued(OWNER).id();
    for (int i = 0; i < 2; i++) {
      site.registry.inject(
          transaction -> endsUpload(transaction, id), new MemoryRegistry.Fault.Unavailable());
    }
    site.service().close();

    assertThatThrownBy(() -> site.upload(OWNER, id, DATA)).isInstanceOf(RegistryException.class);
    assertThat(site.record(id).status()).isEqualTo(ImageStatus.SAVING);

    site.newRun().recover();
    queuedAgain(id, "restart");
  }

  @Test
  void leavesAnImageAloneThatWasTakenOver() throws Exception {
    String id = site.queued(OWNER).id();
    ImageService first = site.service();
    ByteSource whole = site.source(DATA);
    byte[] other = SeededData.random(2, 1000);
    ByteSource overtaken =
        () -> {
          Slice slice = whole.next();
          if (slice == null) {
            takeOver(id, other);
          }
          return slice;
        };

    assertThatThrownBy(() -> first.upload(OWNER, id, OptionalLong.empty(), overtaken))
        .isInstanceOf(Refusal.Conflict.class);

    assertThat(site.download(OWNER, id)).isEqualTo(other);
  }

  @Test
  void queuesAgainWhatADeadRunLeftBehind() throws Exception {
    String interrupted = site.queued(OWNER).id();
    String finished = site.queued(OWNER).id();
    site.upload(OWNER, finished, DATA);
    ByteSource crashing =
        () -> {
          throw new Crash();
        };
    // A crash leaves no time to clean up.
    site.service().close();
    site.registry.inject(
        transaction -> endsUpload(transaction, interrupted),
        new MemoryRegistry.Fault.Unavailable());
    assertThatThrownBy(
            () -> site.service().upload(OWNER, interrupted, OptionalLong.empty(), crashing))
        .isInstanceOf(Crash.class);
    site.backend.losePower();
    assertThat(site.record(interrupted).status()).isEqualTo(ImageStatus.SAVING);

    site.newRun().recover();

    queuedAgain(interrupted, "restart");
    assertThat(site.download(OWNER, finished)).isEqualTo(DATA);
  }

  @Test
  void doesNotDisturbTheUploadsOfTheSameRun() throws Exception {
    String id = site.queued(OWNER).id();
    ByteSource whole = site.source(DATA);
    boolean[] recovered = {false};
    ByteSource recovering =
        () -> {
          if (!recovered[0]) {
            recovered[0] = true;
            recover();
          }
          return whole.next();
        };

    site.service().upload(OWNER, id, OptionalLong.empty(), recovering);

    assertThat(site.record(id).status()).isEqualTo(ImageStatus.ACTIVE);
  }

  @Test
  void failsWhenNobodyHashes() throws Exception {
    String id = site.queued(OWNER).id();
    site.stopHashing();

    assertThatThrownBy(() -> site.upload(OWNER, id, DATA))
        .isInstanceOfAny(IllegalStateException.class, RejectedExecutionException.class);

    assertThat(site.record(id).status()).isEqualTo(ImageStatus.QUEUED);
    assertThat(site.record(id).failure()).isEqualTo("The service failed.");
  }

  @Test
  void cutsWhatIsKeptOfALongReason() throws Exception {
    String id = site.queued(OWNER).id();
    IOException cut = new IOException("\ud83d\ude00".repeat(10_000));

    assertThatThrownBy(() ->
            site.service()
                .upload(
                    OWNER,
                    id,
                    OptionalLong.empty(),
                    () -> {
                      throw cut;
                    }))
        .isSameAs(cut);

    assertThat(site.record(id).failure()).hasSizeLessThan(1001).endsWith("\ud83d\ude00");
  }

  @Test
  void keepsToOwnersWhereThePolicyIsForOwnersOnly() throws Exception {
    Image open = site.put(i -> i.visibility(Visibility.PUBLIC).owner("p"));
    site.policy(Site.FOR_OWNERS_ONLY);

    assertThatThrownBy(() -> site.upload(member("q"), open.id(), DATA))
        .isInstanceOf(Refusal.Forbidden.class);
  }

  /// The end of the process, as far as the code can see one coming.
  private static final class Crash extends Error {
    private static final long serialVersionUID = 1;
  }

  private void queuedAgain(String id, String reason) throws Exception {
    Image image = site.record(id);
    assertThat(image.status()).isEqualTo(ImageStatus.QUEUED);
    assertThat(image.failure()).contains(reason);
    assertThat(image.sizeBytes()).isNull();
    assertThat(image.locations()).isEmpty();
    assertThat(site.hasLease(id)).isFalse();
    await().atMost(10, SECONDS).until(() -> site.slices.open() == 0);

    site.upload(OWNER, id, DATA);

    assertThat(site.download(OWNER, id)).isEqualTo(DATA);
    assertThat(site.record(id).failure()).isNull();
  }

  private FutureTask<Void> upload(String id, ByteSource source) {
    return new FutureTask<>(() -> {
      site.service().upload(OWNER, id, OptionalLong.empty(), source);
      return null;
    });
  }

  /// Whether the transaction ends the image's upload, one way or the other.
  private static boolean endsUpload(Transaction transaction, String id) {
    Optional<byte[]> lease = transaction.writes().get(Keys.lease(Keys.uploadLease(id)));
    return lease != null && lease.isEmpty();
  }

  private void delete(String id) throws InterruptedException {
    try {
      site.service().delete(OWNER, id);
    } catch (Refusal e) {
      throw new AssertionError(e);
    }
  }

  private void rename(String id) throws InterruptedException {
    try {
      site.service().change(OWNER, id, List.of(new ImageChange.Set("name", "renamed")));
    } catch (Refusal e) {
      throw new AssertionError(e);
    }
  }

  private void recover() {
    try {
      site.service().recover();
    } catch (Refusal e) {
      throw new AssertionError(e);
    }
  }

  /// What a later run does that believes this one dead.
  private void takeOver(String id, byte[] data) {
    try {
      site.newRun().recover();
      site.upload(OWNER, id, data);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static ImageServiceOptions options(long sizeCapBytes, String hashAlgorithm) {
    ImageServiceOptions defaults = ImageServiceOptions.defaults();
    return new ImageServiceOptions(
        defaults.propertyQuota(),
        defaults.tagQuota(),
        defaults.memberQuota(),
        sizeCapBytes,
        new HashOptions(hashAlgorithm, true),
        defaults.containerFormats(),
        defaults.diskFormats(),
        defaults.taskTimeToLive(),
        defaults.imports(),
        defaults.indexWait());
  }

  private static @Nullable String hash(String algorithm, byte[] data) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(data));
  }
}

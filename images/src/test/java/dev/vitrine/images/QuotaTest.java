package dev.vitrine.images;

import static dev.vitrine.images.Site.ADMIN;
import static dev.vitrine.images.Site.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.blobstore.Slice;
import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.blobstore.testkit.Seeds;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.Keys;
import dev.vitrine.catalog.Resource;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.catalog.registry.Transaction;
import dev.vitrine.catalog.testkit.MemoryRegistry;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.quota.ProjectQuotas;
import dev.vitrine.images.quota.Quotas;
import dev.vitrine.images.quota.UnifiedLimits;
import dev.vitrine.images.quota.UnifiedLimits.Name;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class QuotaTest {
  private static final Caller OWNER = member("p");
  private static final int MIB = 1 << 20;
  private static final OptionalLong UNKNOWN = OptionalLong.empty();

  @RegisterExtension final Site site = new Site();

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void takesDataThatFitsToTheByteAndNotOneMore(boolean announced) throws Exception {
    site.quotas(new Quotas.Storage(3 * MIB));
    String first = filled(2 * MIB);

    String exact = site.queued(OWNER).id();
    assertTooLarge(exact, MIB + 1, announced);
    assertThat(bytes()).isEqualTo(2 * MIB);
    upload(exact, MIB, announced);

    String last = site.queued(OWNER).id();
    assertTooLarge(last, 1, announced);
    site.service().delete(OWNER, first);
    upload(last, 1, announced);
    assertThat(bytes()).isEqualTo(MIB + 1);
  }

  @Test
  void refusesAnAnnouncedSizeBeforeItReadsAByte() throws Exception {
    site.quotas(new Quotas.Storage(MIB));
    String id = site.queued(OWNER).id();

    assertThatThrownBy(() ->
            site.service()
                .upload(
                    OWNER,
                    id,
                    OptionalLong.of(MIB + 1),
                    () -> {
                      throw new AssertionError("read");
                    }))
        .isInstanceOf(Refusal.TooLarge.class)
        .hasMessageContaining("1048577")
        .hasMessageContaining("1048576 remain");
    assertThat(site.record(id).status()).isEqualTo(ImageStatus.QUEUED);
  }

  @Test
  void setsAnAnnouncedSizeAsideFromTheStart() throws Exception {
    site.quotas(new Quotas.Storage(MIB));
    String id = site.queued(OWNER).id();

    site.service()
        .upload(
            OWNER,
            id,
            OptionalLong.of(MIB),
            new Watched(site.source(data(MIB)), () -> assertThat(bytes()).isEqualTo(MIB)));

    assertThat(bytes()).isEqualTo(MIB);
  }

  @Test
  void setsRoomAsideInStepsWhileDataOfUnknownSizeComes() throws Exception {
    site.quotas(new Quotas.Storage(20 * MIB));
    String id = site.queued(OWNER).id();
    List<Long> steps = new ArrayList<>();

    site.service()
        .upload(
            OWNER,
            id,
            UNKNOWN,
            new Watched(
                site.source(data(9 * MIB)),
                () -> {
                  if (steps.isEmpty() || steps.getLast() != bytes()) {
                    steps.add(bytes());
                  }
                }));

    assertThat(bytes()).isEqualTo(9 * MIB);
    assertThat(steps).isSorted().hasSizeBetween(3, 8);
    assertThat(steps.getLast()).isGreaterThanOrEqualTo(9 * MIB);
  }

  @Test
  void cutsTheStreamAsSoonAsItPassesWhatIsLeft() throws Exception {
    site.quotas(new Quotas.Storage(MIB));
    String id = site.queued(OWNER).id();
    Watched source = new Watched(site.source(data(20 * MIB)), () -> {});

    assertThatThrownBy(() -> site.service().upload(OWNER, id, UNKNOWN, source))
        .isInstanceOf(Refusal.TooLarge.class);

    assertThat(source.taken).isLessThanOrEqualTo(MIB + (16 << 10));
    assertThat(bytes()).isZero();
    assertThat(site.record(id).failure()).contains("1048576");
    upload(id, MIB, false);
  }

  @Test
  void givesBackWhatACancelledUploadHadSetAside() throws Exception {
    site.quotas(new Quotas.Storage(MIB));
    String id = site.queued(OWNER).id();

    assertThatThrownBy(() ->
            site.service()
                .upload(
                    OWNER,
                    id,
                    OptionalLong.of(MIB),
                    () -> {
                      throw new IOException("client gone");
                    }))
        .isInstanceOf(IOException.class);

    assertThat(bytes()).isZero();
    upload(id, MIB, true);
  }

  @Test
  void givesBackAtTheNextStartWhatACrashHadSetAside() throws Exception {
    site.quotas(new Quotas.Storage(MIB));
    String id = site.queued(OWNER).id();
    site.registry.inject(
        transaction ->
            Optional.empty().equals(transaction.writes().get(Keys.lease(Keys.uploadLease(id)))),
        new MemoryRegistry.Fault.Unavailable());
    assertThatThrownBy(() ->
            site.service()
                .upload(
                    OWNER,
                    id,
                    OptionalLong.of(MIB),
                    () -> {
                      throw new IOException("client gone");
                    }))
        .isInstanceOf(IOException.class);

    site.newRun().recover();

    assertThat(bytes()).isZero();
    upload(id, MIB, true);
  }

  @Test
  void givesBackWhatAnImageHadWhenItIsDeletedUnderTheUpload() throws Exception {
    site.quotas(new Quotas.Storage(MIB));
    String id = site.queued(OWNER).id();

    assertThatThrownBy(() ->
            site.service()
                .upload(
                    OWNER,
                    id,
                    UNKNOWN,
                    new Watched(
                        site.source(data(MIB)),
                        () -> {
                          if (site.exists(id)) {
                            site.service().delete(OWNER, id);
                            assertThat(bytes()).isZero();
                          }
                        })))
        .isInstanceOf(Refusal.Gone.class);

    assertThat(bytes()).isZero();
  }

  @Test
  void chargesTheOwnerWhoeverSends() throws Exception {
    site.quotas(new Quotas.Storage(MIB));
    String id = site.queued(OWNER).id();

    site.service().upload(ADMIN, id, UNKNOWN, site.source(data(MIB)));

    assertThat(bytes()).isEqualTo(MIB);
    assertThat(site.catalog.usage("ops").amount(Resource.BYTES)).isZero();
    assertThatThrownBy(() ->
            site.service().upload(ADMIN, site.queued(OWNER).id(), UNKNOWN, site.source(data(1))))
        .isInstanceOf(Refusal.TooLarge.class);
    site.upload(ADMIN, site.queued(ADMIN).id(), data(MIB));
  }

  @Test
  void needsOneCommitToBeginAndOneToEnd() throws Exception {
    site.quotas(new Quotas.Storage(MIB));
    String id = site.queued(OWNER).id();
    long before = site.registry.head();

    upload(id, MIB, true);

    assertThat(site.registry.head()).isEqualTo(before + 2);
  }

  @Test
  void knowsWhatCommitsInDoubtHaveSetAside() throws Exception {
    site.quotas(new Quotas.Storage(2 * MIB));
    for (boolean done : new boolean[] {true, false}) {
      String id = site.queued(OWNER).id();
      site.registry.inject(
          transaction -> !transaction.additions().isEmpty(),
          new MemoryRegistry.Fault.Ambiguous(done));
      upload(id, MIB, true);
    }
    assertThat(bytes()).isEqualTo(2 * MIB);
  }

  @Test
  void countsWhatWasThereBeforeItCounted() throws Exception {
    filled(MIB);
    site.registry.commit(
        Transaction.builder()
            .add(Keys.usage(Resource.BYTES, "p"), -MIB)
            .add(Keys.usage(Resource.IMAGES, "p"), -1)
            .build());
    site.quotas(new Quotas.Storage(MIB));

    site.service().recover();

    assertTooLarge(site.queued(OWNER).id(), 1, true);
  }

  // Limits that somebody else knows

  @Test
  void countsUnifiedSizesInWholeUnits() throws Exception {
    unified(Map.of(Name.IMAGE_SIZE_TOTAL, 5L), false);
    filled(3 * MIB);
    String id = site.queued(OWNER).id();

    assertThatThrownBy(() -> upload(id, 3 * MIB, true))
        .isInstanceOf(Refusal.TooLarge.class)
        .hasMessageContaining(
            "image_size_total is over limit of 5 due to current usage 3 and delta 3");
    upload(id, 2 * MIB + 5, true);
    upload(site.queued(OWNER).id(), MIB - 6, true);
    assertTooLarge(site.queued(OWNER).id(), MIB, true);
  }

  @Test
  void letsDataOfUnknownSizeInAsLongAsTheLimitIsNotPassed() throws Exception {
    unified(Map.of(Name.IMAGE_SIZE_TOTAL, 1L), false);
    upload(site.queued(OWNER).id(), MIB, false);

    upload(site.queued(OWNER).id(), 3 * MIB, false);

    assertTooLarge(site.queued(OWNER).id(), 1, false);
  }

  @Test
  void cutsDataOfUnknownSizeAtAUnifiedLimitWhenItIsTold() throws Exception {
    unified(Map.of(Name.IMAGE_SIZE_TOTAL, 2L), true);
    upload(site.queued(OWNER).id(), MIB, false);

    assertTooLarge(site.queued(OWNER).id(), MIB + 1, false);

    upload(site.queued(OWNER).id(), MIB, false);
  }

  @Test
  void countsImages() throws Exception {
    unified(Map.of(Name.IMAGE_COUNT_TOTAL, 2L), false);
    site.queued(OWNER);
    String second = site.queued(OWNER).id();

    assertThatThrownBy(() -> site.queued(OWNER))
        .isInstanceOf(Refusal.TooLarge.class)
        .hasMessageContaining(
            "image_count_total is over limit of 2 due to current usage 2 and delta 1");
    site.queued(member("q"));
    site.service().delete(OWNER, second);
    site.queued(OWNER);
  }

  @Test
  void countsUploadsThatRun() throws Exception {
    unified(Map.of(Name.IMAGE_COUNT_UPLOADING, 1L), false);
    String first = site.queued(OWNER).id();
    String second = site.queued(OWNER).id();

    site.service()
        .upload(
            OWNER,
            first,
            UNKNOWN,
            new Watched(
                site.source(data(1)),
                () ->
                    assertThatThrownBy(() -> upload(second, 1, true))
                        .isInstanceOf(Refusal.TooLarge.class)
                        .hasMessageContaining(
                            "Resource image_count_uploading is over limit of 1 due to current"
                                + " usage 2 and delta 0")));

    upload(second, 1, true);
  }

  @Test
  void refusesEverythingThatNobodyGaveALimit() throws Exception {
    site.quotas(new Quotas.Unified(UnifiedLimits.fixed(Map.of()), false));

    assertThatThrownBy(() -> site.queued(OWNER)).isInstanceOf(Refusal.TooLarge.class);
  }

  @Test
  void tellsTheSharesOfTheCallersProject() throws Exception {
    unified(Map.of(Name.IMAGE_SIZE_TOTAL, 5L), false);
    filled(3 * MIB + 17);

    assertThat(site.service().quotas().shares(OWNER))
        .containsExactly(
            new ProjectQuotas.Share(Name.IMAGE_SIZE_TOTAL, 3, 5),
            new ProjectQuotas.Share(Name.IMAGE_STAGE_TOTAL, 0, -1),
            new ProjectQuotas.Share(Name.IMAGE_COUNT_TOTAL, 1, -1),
            new ProjectQuotas.Share(Name.IMAGE_COUNT_UPLOADING, 0, -1));
    site.quotas(new Quotas.None());
    assertThat(site.service().quotas().shares(OWNER)).isEmpty();
  }

  /// Many at once, most of them too much; some break off, some images are deleted: never a byte
  /// over, at no moment.
  @Test
  void neverGoesOverWhateverHappensAtOnce() throws Exception {
    long seed = Seeds.next("QuotaTest.neverGoesOverWhateverHappensAtOnce");
    long most = 8 * MIB;
    site.quotas(new Quotas.Storage(most));
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      List<Future<?>> clients = new ArrayList<>();
      for (int client = 0; client < 16; client++) {
        Random random = new Random(seed + client);
        clients.add(
            threads.submit(() -> {
              for (int i = 0; i < 8; i++) {
                oneUpload(random, most);
              }
              return null;
            }));
      }
      for (Future<?> client : clients) {
        client.get();
      }
    }
    site.checkRecords();
    assertThat(bytes()).as("seed %d", seed).isBetween(0L, most);
  }

  private void oneUpload(Random random, long most) throws Exception {
    String id = site.queued(OWNER).id();
    int size = 1 + random.nextInt(3 * MIB);
    int breaksAt = random.nextInt(4) == 0 ? random.nextInt(size) : Integer.MAX_VALUE;
    ByteSource source = site.source(data(size));
    int[] taken = {0};
    try {
      site.service()
          .upload(
              OWNER,
              id,
              random.nextBoolean() ? OptionalLong.of(size) : UNKNOWN,
              () -> {
                assertThat(bytes()).isLessThanOrEqualTo(most);
                if (taken[0] >= breaksAt) {
                  throw new IOException("broke off");
                }
                Slice slice = source.next();
                taken[0] += slice == null ? 0 : slice.lengthBytes();
                return slice;
              });
    } catch (Refusal.TooLarge | IOException | RegistryException e) {
      assertThat(site.record(id).status()).isEqualTo(ImageStatus.QUEUED);
    }
    assertThat(bytes()).isLessThanOrEqualTo(most);
    if (random.nextInt(3) == 0) {
      site.service().delete(OWNER, id);
    }
  }

  private void unified(Map<Name, Long> some, boolean cuts) {
    Map<Name, Long> limits = new EnumMap<>(Name.class);
    for (Name name : Name.values()) {
      limits.put(name, some.getOrDefault(name, UnifiedLimits.UNLIMITED));
    }
    site.quotas(new Quotas.Unified(UnifiedLimits.fixed(limits), cuts));
  }

  private String filled(int bytes) throws Exception {
    String id = site.queued(OWNER).id();
    upload(id, bytes, true);
    return id;
  }

  private void upload(String id, int bytes, boolean announced) throws Exception {
    site.service()
        .upload(OWNER, id, announced ? OptionalLong.of(bytes) : UNKNOWN, site.source(data(bytes)));
  }

  private void assertTooLarge(String id, int bytes, boolean announced) {
    assertThatThrownBy(() -> upload(id, bytes, announced)).isInstanceOf(Refusal.TooLarge.class);
    assertThat(site.record(id).status()).isEqualTo(ImageStatus.QUEUED);
  }

  private long bytes() {
    return site.catalog.usage("p").amount(Resource.BYTES);
  }

  private static byte[] data(int length) {
    return SeededData.diskLike(length, length);
  }

  private interface Look {
    void now() throws Exception;
  }

  /// Looks at what is the case before each slice.
  private static final class Watched implements ByteSource {
    private final ByteSource source;
    private final Look look;
    int taken;

    Watched(ByteSource source, Look look) {
      this.source = source;
      this.look = look;
    }

    @Override
    public @Nullable Slice next() throws IOException, InterruptedException {
      try {
        look.now();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
      Slice slice = source.next();
      taken += slice == null ? 0 : slice.lengthBytes();
      return slice;
    }
  }
}

package dev.vitrine.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vitrine.backend.testkit.MemoryImageStore;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.Leases;
import dev.vitrine.catalog.Visibility;
import dev.vitrine.images.KeyKeeper.KeyStays;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Caller.Origin;
import dev.vitrine.images.access.Proof;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.stores.Store;
import dev.vitrine.images.stores.Stores;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Keys of encrypted disks, and what becomes of them when their images go.
@Timeout(60)
class DisusedKeysTest {
  private static final String KEY = "5f6f2d3c-8f0c-4b2e-9d4a-3c2b1a098765";
  private static final Caller OWNER =
      new Caller("user", "p", Set.of("member"), false, false, Origin.PLAIN, new Proof("token"));

  @RegisterExtension final Site site = new Site();

  private record Asked(Proof proof, String keyId, boolean imageWasThere) {}

  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private volatile String id = "";

  @BeforeEach
  void keepKeys() {
    site.keys((proof, keyId) -> asked.add(new Asked(proof, keyId, site.exists(id))));
  }

  private Image image(@Nullable String key, @Nullable String policy) throws Exception {
    Image image =
        site.put(record -> {
          record.owner("p").visibility(Visibility.PRIVATE);
          if (key != null) {
            record.property(DisusedKeys.KEY_ID, key);
          }
          if (policy != null) {
            record.property(DisusedKeys.POLICY, policy);
          }
          return record;
        });
    id = image.id();
    return image;
  }

  @Test
  void aKeyGoesAfterItsImageInTheNameOfTheCaller() throws Exception {
    image(KEY, "on_image_deletion");

    site.service().delete(OWNER, id);

    assertThat(asked).containsExactly(new Asked(OWNER.proof(), KEY, false));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"do_not_delete", "On_Image_Deletion", ""})
  void aKeyStaysUnlessTheImageSaysOtherwise(@Nullable String policy) throws Exception {
    image(KEY, policy);

    site.service().delete(OWNER, id);

    assertThat(asked).isEmpty();
  }

  @Test
  void anImageWithoutAKeyTakesNoneWithIt() throws Exception {
    image(null, "on_image_deletion");

    site.service().delete(OWNER, id);

    assertThat(asked).isEmpty();
  }

  @Test
  void aKeyStaysWithAnImageThatStays() throws Exception {
    image(KEY, "on_image_deletion");

    assertThatThrownBy(() -> site.service().delete(Site.member("q"), id))
        .isInstanceOf(Refusal.NotFound.class);
    assertThatThrownBy(() -> site.service().delete(OWNER, id, _ -> false))
        .isInstanceOf(Refusal.Stale.class);

    assertThat(asked).isEmpty();
  }

  @Test
  void anImageGoesWhateverBecomesOfItsKey() throws Exception {
    KeyKeeper[] keepers = {
      KeyKeeper.NONE,
      (_, _) -> {
        throw new KeyStays("it is not the caller's");
      },
      (_, _) -> {
        throw new IllegalStateException("a bug");
      },
      (_, _) -> {
        throw new InterruptedException();
      }
    };
    for (KeyKeeper keeper : keepers) {
      site.keys(keeper);
      image(KEY, "on_image_deletion");

      site.service().delete(OWNER, id);

      assertThat(site.exists(id)).isFalse();
    }
  }

  @Test
  void aKeeperThatHangsCostsTheCallerAMoment() throws Exception {
    CountDownLatch well = new CountDownLatch(1);
    site.keys((proof, keyId) -> {
      well.await();
      asked.add(new Asked(proof, keyId, site.exists(id)));
    });
    image(KEY, "on_image_deletion");

    site.service().delete(OWNER, id);

    assertThat(site.exists(id)).isFalse();
    assertThat(asked).isEmpty();
    well.countDown();
    await().until(() -> asked.size() == 1);
  }

  @Test
  void aKeyGoesWithAnImageInAStoreOfWholeImages() throws Exception {
    MemoryImageStore whole = storeOfWholeImages();
    filled();
    whole.inUse(whole.uriOf(id), true);

    assertThatThrownBy(() -> site.service().delete(OWNER, id)).isInstanceOf(Refusal.Conflict.class);
    assertThat(asked).isEmpty();

    whole.inUse(whole.uriOf(id), false);
    site.service().delete(OWNER, id);
    assertThat(asked).containsExactly(new Asked(OWNER.proof(), KEY, false));
  }

  /// The keeper refuses then: the token is not known any more.
  @Test
  void aDeletionThatAnotherRunFinishesHasNoToken() throws Exception {
    MemoryImageStore whole = storeOfWholeImages();
    filled();
    new Leases(site.catalog, "a dead run", InstantSource.system())
        .acquire("delete/" + id, "active");
    Image hidden = site.record(id).change().status(ImageStatus.PENDING_DELETE).build();
    site.catalog.transaction().putImage(hidden).commit();

    site.newRun().recover();

    assertThat(site.exists(id)).isFalse();
    assertThat(whole.size()).isZero();
    assertThat(asked).containsExactly(new Asked(Proof.NONE, KEY, false));
  }

  private MemoryImageStore storeOfWholeImages() {
    MemoryImageStore whole = new MemoryImageStore("whole");
    site.stores(
        Stores.several(
            List.of(new Store("whole", null, 1, new LinkedHashMap<>(), new Store.Whole(whole))),
            List.of(site.chunks("os_glance_chunks")),
            "whole"));
    return whole;
  }

  private void filled() throws Exception {
    id =
        site.service()
            .create(
                OWNER,
                new Wanted()
                    .formats("bare", "raw")
                    .property(DisusedKeys.KEY_ID, KEY)
                    .property(DisusedKeys.POLICY, "on_image_deletion")
                    .build())
            .id();
    site.upload(OWNER, id, new byte[] {1, 2, 3});
  }
}

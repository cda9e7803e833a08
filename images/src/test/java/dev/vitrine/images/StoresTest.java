package dev.vitrine.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.testkit.MemoryImageStore;
import dev.vitrine.blobstore.Slice;
import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.Leases;
import dev.vitrine.catalog.Location;
import dev.vitrine.catalog.Removal;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.stores.Store;
import dev.vitrine.images.stores.Stores;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Images in stores of whole images: where they are read from and how they go.
class StoresTest {
  private static final byte[] DATA = SeededData.random(7, 95_000);
  private static final Caller ADMIN =
      new Caller("root", "operations", Set.of("admin", "member", "reader"), true);

  private final Site site = new Site();
  private final MemoryImageStore first = new MemoryImageStore("first");
  private final MemoryImageStore second = new MemoryImageStore("second");
  private String id = "";

  @BeforeEach
  void fillAnImageThatLiesInTwoStores() throws Exception {
    site.stores(
        Stores.several(
            List.of(
                new Store("second", null, 1, new LinkedHashMap<>(), new Store.Whole(second)),
                new Store("first", null, 9, new LinkedHashMap<>(), new Store.Whole(first))),
            List.of(site.chunks("os_glance_chunks")),
            "first"));
    id = site.queued(ADMIN).id();
    site.upload(ADMIN, id, DATA);
    second.adopt(id, DATA);
    add(external("second", second));
  }

  @AfterEach
  void stop() {
    site.service().close();
    site.stopHashing();
  }

  private Location.External external(String store, MemoryImageStore where) {
    return new Location.External(
        store, where.uriOf(id).text(), Location.Status.ACTIVE, new LinkedHashMap<>());
  }

  private void add(Location location) throws Exception {
    Image image = site.record(id);
    List<Location> locations = new ArrayList<>(image.locations());
    locations.addFirst(location);
    site.catalog.transaction().putImage(image.change().locations(locations).build()).commit();
  }

  private static ImageStoreException away() {
    return new ImageStoreException.Unavailable("away", Duration.ZERO, null);
  }

  @Test
  void areReadByWeight() throws Exception {
    second.failWith(away());
    assertThat(site.download(ADMIN, id)).isEqualTo(DATA);
  }

  @Test
  void standInForEachOtherFromTheStart() throws Exception {
    first.failWith(away());
    assertThat(site.download(ADMIN, id)).isEqualTo(DATA);
  }

  @Test
  void standInForEachOtherInTheMiddle() throws Exception {
    first.failAtByte(40_000);
    assertThat(site.download(ADMIN, id)).isEqualTo(DATA);

    Download part = site.service().download(ADMIN, id);
    Objects.requireNonNull(part.data()).seek(15_000, 70_000);
    site.service().begin(part);
    assertThat(site.read(part)).isEqualTo(Arrays.copyOfRange(DATA, 15_000, 85_000));
  }

  @Test
  void areNotUsedWhenTheImageThereIsOfAnotherLength() throws Exception {
    first.adopt(id, Arrays.copyOf(DATA, DATA.length - 1));
    assertThat(site.download(ADMIN, id)).isEqualTo(DATA);
  }

  @Test
  void areAsManyAsItTakes() throws Exception {
    first.failAtByte(40_000);
    second.failAtByte(60_000);
    Download download = site.open(ADMIN, id);
    assertThatThrownBy(() -> site.read(download))
        .isInstanceOf(ImageStoreException.Unavailable.class);
    first.failWith(away());
    second.failWith(away());
    assertThatThrownBy(() -> site.open(ADMIN, id)).isInstanceOf(Refusal.Unavailable.class);
  }

  @Test
  void areFoundByTheirUrisWhenTheirNamesHaveChanged() throws Exception {
    add(external("former", second));
    first.failWith(away());
    assertThat(site.download(ADMIN, id)).isEqualTo(DATA);
  }

  @Test
  void areAllCleanedWhenTheImageGoes() throws Exception {
    site.service().delete(ADMIN, id);

    assertThat(first.size() + second.size()).isZero();
    assertThat(site.catalog.image(id)).isEmpty();
    assertThat(site.catalog.tombstone(id)).isPresent();
    assertThat(site.catalog.leases("")).isEmpty();
  }

  @Test
  void keepAnImageThatSomethingDependsOn() throws Exception {
    Image before = site.record(id);
    second.inUse(second.uriOf(id), true);

    assertThatThrownBy(() -> site.service().delete(ADMIN, id))
        .isInstanceOf(Refusal.Conflict.class)
        .hasMessageContaining("in use");
    assertThat(site.record(id)).isEqualTo(before);
    assertThat(site.download(ADMIN, id)).isEqualTo(DATA);
    assertThat(site.catalog.leases("")).isEmpty();

    second.inUse(second.uriOf(id), false);
    site.service().delete(ADMIN, id);
    assertThat(first.size() + second.size()).isZero();
  }

  @Test
  void areRidOfHalfAnImageWhenTheyAreBack() throws Exception {
    String half = site.queued(ADMIN).id();
    ByteSource whole = site.source(DATA);
    int[] slices = {0};
    ByteSource losing =
        () -> {
          if (++slices[0] == 4) {
            first.failWith(away()); // and what is written stays there
          }
          return whole.next();
        };
    assertThatThrownBy(
            () -> site.service().upload(ADMIN, half, OptionalLong.of(DATA.length), losing))
        .isInstanceOf(Refusal.Unavailable.class);
    assertThat(site.record(half).status()).isEqualTo(ImageStatus.QUEUED);
    assertThat(site.catalog.removals(half)).isNotEmpty();

    first.failWith(null);
    site.upload(ADMIN, half, DATA);
    assertThat(site.download(ADMIN, half)).isEqualTo(DATA);
    assertThat(site.catalog.removals(half)).isEmpty();
  }

  @Test
  void areRidOfHalfAnImageWhoseCallerLeftWhileTheyWereAway() throws Exception {
    String half = site.queued(ADMIN).id();
    ByteSource whole = site.source(DATA);
    ByteSource leaving =
        () -> {
          Slice slice = whole.next();
          if (slice == null) {
            first.failWith(away());
            throw new IOException("the caller has left");
          }
          return slice;
        };
    assertThatThrownBy(
            () -> site.service().upload(ADMIN, half, OptionalLong.of(DATA.length), leaving))
        .isInstanceOf(IOException.class);
    assertThat(site.catalog.removals(half)).isNotEmpty();

    first.failWith(null);
    site.upload(ADMIN, half, DATA);
    assertThat(site.download(ADMIN, half)).isEqualTo(DATA);
  }

  @Test
  void areCleanedLaterWhenTheyAreAway() throws Exception {
    first.failWith(away());

    site.service().delete(ADMIN, id);

    assertThat(site.catalog.image(id)).isEmpty();
    assertThat(site.catalog.removals())
        .singleElement()
        .satisfies(removal -> assertThat(removal.value().imageId()).isEqualTo(id));

    site.service().close();
    first.failWith(null);
    assertThat(removals().tryAll()).isZero();
    assertThat(first.size()).isZero();
    assertThat(site.catalog.removals()).isEmpty();
  }

  private Removals removals() {
    return new Removals(
        site.catalog, site.service().stores(), new Timestamps(InstantSource.system()));
  }

  @Test
  void areCleanedOfAnImageWhoseDeletionWasInterrupted() throws Exception {
    Image image = site.record(id);
    new Leases(site.catalog, "a dead run", InstantSource.system())
        .acquire("delete/" + id, "active");
    site.catalog
        .transaction()
        .putImage(image.change().status(ImageStatus.PENDING_DELETE).build())
        .commit();

    site.newRun().recover();

    assertThat(site.catalog.image(id)).isEmpty();
    assertThat(first.size() + second.size()).isZero();
  }

  @Test
  void giveUpAnImageOneByOne() throws Exception {
    site.service().deleteFromStore(ADMIN, "second", id);

    assertThat(second.size()).isZero();
    assertThat(site.record(id).locations()).hasSize(1);
    assertThat(site.download(ADMIN, id)).isEqualTo(DATA);
    assertThatThrownBy(() -> site.service().deleteFromStore(ADMIN, "first", id))
        .isInstanceOf(Refusal.Forbidden.class);
    assertThatThrownBy(() -> site.service().deleteFromStore(ADMIN, "moon", id))
        .isInstanceOf(Refusal.Conflict.class);
  }

  @Test
  void giveUpNothingThatSomethingDependsOn() throws Exception {
    second.inUse(second.uriOf(id), true);

    assertThatThrownBy(() -> site.service().deleteFromStore(ADMIN, "second", id))
        .isInstanceOf(Refusal.Conflict.class);
    assertThat(site.record(id).locations()).hasSize(2).allMatch(Location::isReadable);
  }

  @Test
  void areCleanedLaterOfAnImageThatWasToLeaveOneOfThem() throws Exception {
    second.failWith(away());
    site.service().deleteFromStore(ADMIN, "second", id);
    assertThat(site.record(id).locations()).hasSize(1);
    assertThat(site.catalog.removals()).hasSize(1);

    site.service().close();
    second.failWith(null);
    assertThat(removals().tryAll()).isZero();
    assertThat(second.size()).isZero();
    assertThat(site.catalog.removals()).isEmpty();
  }

  @Test
  void areCleanedOfAnImageThatWasLeavingOneOfThemWhenTheProcessEnded() throws Exception {
    site.service().close();
    Location.External leaving = external("second", second).with(Location.Status.PENDING_DELETE);
    Image image = site.record(id);
    List<Location> locations = new ArrayList<>(image.locations());
    locations.set(0, leaving);
    site.catalog
        .transaction()
        .putImage(image.change().locations(locations).build())
        .putRemoval(new Removal(UUID.randomUUID().toString(), id, leaving, Instant.now()))
        .commit();

    assertThat(removals().tryAll()).isZero();

    assertThat(second.size()).isZero();
    assertThat(site.record(id).locations()).hasSize(1).allMatch(Location::isReadable);
    assertThat(site.catalog.removals()).isEmpty();
    assertThat(site.download(ADMIN, id)).isEqualTo(DATA);
  }

  @Test
  void keepDataThatCameBackBeforeItWasRemoved() throws Exception {
    site.service().close();
    site.catalog
        .transaction()
        .putRemoval(
            new Removal(
                UUID.randomUUID().toString(), id, external("second", second), Instant.now()))
        .commit();

    assertThat(removals().tryAll()).isZero();

    assertThat(second.size()).isEqualTo(1);
    assertThat(site.catalog.removals()).isEmpty();
  }

  @Test
  void waitWithACleaningWhileTheImageTakesData() throws Exception {
    Image waiting = site.queued(ADMIN);
    second.adopt(waiting.id(), DATA);
    Location place =
        new Location.External(
            "second",
            second.uriOf(waiting.id()).text(),
            Location.Status.ACTIVE,
            new LinkedHashMap<>());
    Image saving = waiting.change().status(ImageStatus.SAVING).build();
    site.service().close();
    site.catalog
        .transaction()
        .putImage(saving)
        .putRemoval(new Removal(UUID.randomUUID().toString(), waiting.id(), place, Instant.now()))
        .commit();

    assertThat(removals().tryAll()).isEqualTo(1);
    assertThat(second.size()).isEqualTo(2);

    site.catalog.transaction().putImage(waiting).commit();
    assertThat(removals().tryAll()).isZero();
    assertThat(second.size()).isEqualTo(1);
  }

  @Test
  void readChunksFromBeforeTheStoresHadNames() throws Exception {
    Stores named = site.service().stores();
    site.service().close();
    site.stores(Stores.single(site.chunks("default")));
    String old = site.queued(ADMIN).id();
    site.upload(ADMIN, old, DATA);

    site.service().close();
    site.stores(named);

    assertThat(site.download(ADMIN, old)).isEqualTo(DATA);
    assertThat(named.idOf(site.record(old).locations().getFirst())).isEqualTo("default");
  }

  @Test
  void keepNothingOfAnUploadThatFails() throws Exception {
    String other = site.queued(ADMIN).id();
    first.failAtByte(50_000);

    assertThatThrownBy(() -> site.upload(ADMIN, other, DATA))
        .isInstanceOf(Refusal.Unavailable.class);
    assertThat(site.record(other).status()).isEqualTo(ImageStatus.QUEUED);
    assertThat(first.size()).isEqualTo(1);
    assertThat(site.slices.open()).isZero();
  }

  @Test
  void chunksOfAStoreThatThereIsNotAreWhereChunksWereBeforeStoresHadNames() {
    Store near = site.chunks("near");
    Store before = site.chunks("os_glance_chunks");
    Stores named = Stores.several(List.of(near), List.of(before), "near");
    Location.Blob unknown = new Location.Blob("default", "00".repeat(32));
    assertThat(named.of(unknown)).contains(near);
    assertThat(named.withNamelessIn(before).of(unknown)).contains(before);
    assertThat(named.withNamelessIn(before).of(new Location.Blob("near", unknown.recipe())))
        .contains(near);
  }
}

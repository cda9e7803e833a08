package dev.vitrine.backend.rados;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.backend.Health;
import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.backend.rados.MemoryCluster.Image;
import dev.vitrine.backend.rados.MemoryCluster.Snapshot;
import dev.vitrine.backend.rados.cluster.RadosFailure.Kind;
import dev.vitrine.backend.testkit.ImageStoreContract;
import dev.vitrine.blobstore.Content;
import dev.vitrine.blobstore.testkit.ContentReader;
import dev.vitrine.blobstore.testkit.SeededData;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RbdImageStoreTest extends ImageStoreContract {
  private static final int OBJECT_BYTES = 1 << 20;

  private final MemoryCluster cluster = new MemoryCluster();

  @Override
  protected ImageStore open() {
    return opened(false);
  }

  private RbdImageStore opened(boolean thin) {
    return new RbdImageStore(
        new RbdStoreOptions(MemoryCluster.OPTIONS, MemoryCluster.POOL, OBJECT_BYTES, thin),
        cluster);
  }

  @Override
  protected ImageUri uriOf(String imageId) {
    return new ImageUri(
        "rbd://" + MemoryCluster.FSID + "/" + MemoryCluster.POOL + "/" + imageId + "/snap");
  }

  private Image image(String id) {
    return Objects.requireNonNull(cluster.images.get(id));
  }

  private Snapshot snapshot(String id) {
    return Objects.requireNonNull(image(id).snapshots.get("snap"));
  }

  private void put(String id, byte[] bytes) throws Exception {
    put(id, bytes, OptionalLong.of(bytes.length));
  }

  @Test
  void leavesAProtectedSnapshotThatIsTheImage() throws Exception {
    byte[] bytes = SeededData.random(1, 3_000_000);
    put("one", bytes);

    assertThat(image("one").bytes).isEqualTo(bytes);
    assertThat(image("one").objectBytes).isEqualTo(OBJECT_BYTES);
    assertThat(image("one").users).isZero();
    assertThat(snapshot("one").isProtected).isTrue();
    assertThat(snapshot("one").bytes).isEqualTo(bytes);
  }

  @Test
  void cutsAnImageOfUnknownLengthAtItsEnd() throws Exception {
    put("one", SeededData.random(2, 20_000_001), OptionalLong.empty());

    assertThat(image("one").bytes).hasSize(20_000_001);
  }

  @Test
  void writesNoObjectsOfZerosWhenItIsThin() throws Exception {
    byte[] bytes = new byte[10 * OBJECT_BYTES + 17];
    bytes[3 * OBJECT_BYTES + 5] = 1;
    try (RbdImageStore thin = opened(true)) {
      ImageWriter writer =
          thin.newWriter(new ImageWriter.Announced("thin", OptionalLong.of(bytes.length)));
      write(writer, bytes);
      writer.commit();
    }

    assertThat(cluster.writtenBytes).hasValue(OBJECT_BYTES);
    assertThat(image("thin").bytes).isEqualTo(bytes);
    assertThat(read(uriOf("thin"), 0, bytes.length)).isEqualTo(bytes);
  }

  @Test
  void anImageWithClonesIsInUseAndUntouched() throws Exception {
    byte[] bytes = SeededData.random(3, 5_000);
    put("one", bytes);
    snapshot("one").oldClones = 1;

    assertThatThrownBy(() -> store().delete(uriOf("one")))
        .isInstanceOf(ImageStoreException.InUse.class)
        .hasMessageContaining("clones");
    assertThat(snapshot("one").isProtected).isTrue();
    assertThat(read(uriOf("one"), 0, bytes.length)).isEqualTo(bytes);

    snapshot("one").oldClones = 0;
    store().delete(uriOf("one"));
    assertThat(cluster.images).isEmpty();
  }

  @Test
  void anImageThatSomebodyHasOpenIsInUseAndUntouched() throws Exception {
    put("one", new byte[10]);
    image("one").users = 1;

    assertThatThrownBy(() -> store().delete(uriOf("one")))
        .isInstanceOf(ImageStoreException.InUse.class);
    assertThat(snapshot("one").isProtected).isTrue();
  }

  @Test
  void anImageWithClonesOfTheSecondFormGoesToTheTrash() throws Exception {
    put("one", new byte[10]);
    snapshot("one").newClones = 1;

    store().delete(uriOf("one"));

    assertThat(cluster.images).isEmpty();
    assertThat(cluster.trash).containsOnlyKeys("one");
  }

  @Test
  void anImageWithOtherSnapshotsGoesToTheTrash() throws Exception {
    put("one", new byte[10]);
    image("one").snapshots.put("backup", new Snapshot(new byte[10]));

    store().delete(uriOf("one"));

    assertThat(cluster.trash).containsOnlyKeys("one");
  }

  @Test
  void anUnprotectedSnapshotIsRemovedToo() throws Exception {
    put("one", new byte[10]);
    snapshot("one").isProtected = false;

    store().delete(uriOf("one"));

    assertThat(cluster.images).isEmpty();
  }

  @Test
  void removesWhatAProcessThatDiedLeftOnceTheClusterHasNoticed() throws Exception {
    Image left = new Image(4_000_000, OBJECT_BYTES);
    left.users = 1;
    cluster.images.put("left", left);

    assertThatThrownBy(() -> store().length(uriOf("left")))
        .isInstanceOf(ImageStoreException.NotFound.class);
    assertThatThrownBy(() -> store().delete(uriOf("left")))
        .isInstanceOf(ImageStoreException.Unavailable.class);
    left.users = 0;
    store().delete(uriOf("left"));
    assertThat(cluster.images).isEmpty();
  }

  @Test
  void removesWhatAWriterLeftUnderWhichTheClusterWentAway() throws Exception {
    ImageWriter writer =
        store().newWriter(new ImageWriter.Announced("left", OptionalLong.of(10_000_000)));
    write(writer, SeededData.random(9, 5_000_000));
    ImageWriter other =
        store().newWriter(new ImageWriter.Announced("other", OptionalLong.of(10_000_000)));
    write(other, SeededData.random(9, 5_000_000));
    cluster.failure = Kind.TIMED_OUT;
    assertThatThrownBy(() -> write(writer, SeededData.random(9, 5_000_000)))
        .isInstanceOf(ImageStoreException.Unavailable.class);
    writer.cancel();
    cluster.failure = null;

    assertThat(cluster.images).containsKey("left");
    store().delete(uriOf("left")); // by a new client, which may break the lock
    assertThat(cluster.images).containsOnlyKeys("other");
    other.cancel();
    assertThat(cluster.images).isEmpty();
  }

  @Test
  void removesWhatIsLockedByItsOwnClientAtTheSecondAttempt() throws Exception {
    ImageWriter writer =
        store().newWriter(new ImageWriter.Announced("left", OptionalLong.of(10_000_000)));
    write(writer, SeededData.random(9, 5_000_000));
    Image left = new Image(4_000_000, OBJECT_BYTES);
    left.locker = Objects.requireNonNull(image("left").locker);
    writer.cancel();
    cluster.images.put("left", left);

    assertThatThrownBy(() -> store().delete(uriOf("left")))
        .isInstanceOf(ImageStoreException.Unavailable.class);
    store().delete(uriOf("left"));
    assertThat(cluster.images).isEmpty();
  }

  @Test
  void aFullPoolLeavesNothing() throws Exception {
    cluster.roomBytes.set(4 * OBJECT_BYTES);

    assertThatThrownBy(() -> put("one", SeededData.random(4, 20 * OBJECT_BYTES)))
        .isInstanceOf(ImageStoreException.Full.class);
    assertThat(cluster.images).isEmpty();
  }

  @Test
  void whatIsRemovedWhileItIsReadIsNotTakenForZeros() throws Exception {
    byte[] bytes = SeededData.random(5, 20 * OBJECT_BYTES);
    put("one", bytes);
    try (ImageReader reader = store().open(uriOf("one"), 0, bytes.length)) {
      Content first = Objects.requireNonNull(reader.next());
      first.close();
      store().delete(uriOf("one"));

      assertThatThrownBy(() -> rest(reader)).isInstanceOf(ImageStoreException.NotFound.class);
    }
  }

  @Test
  void zerosAreHandedOutAsSuch() throws Exception {
    put("one", new byte[2 * OBJECT_BYTES]);
    try (ImageReader reader = store().open(uriOf("one"), 100, OBJECT_BYTES)) {
      assertThat(reader.next()).isEqualTo(new Content.Zeros(OBJECT_BYTES - 100));
      assertThat(reader.next()).isEqualTo(new Content.Zeros(100));
      assertThat(reader.next()).isNull();
    }
  }

  @Test
  void comesBackWithTheCluster() throws Exception {
    cluster.failure = Kind.UNREACHABLE;
    assertThatThrownBy(() -> put("one", new byte[3]))
        .isInstanceOf(ImageStoreException.Unavailable.class);
    assertThat(store().health()).isInstanceOf(Health.Down.class);
    cluster.failure = null;

    put("one", new byte[3]);
    assertThat(store().health()).isEqualTo(new Health.Up());
  }

  @Test
  void connectsAnewWhenTheClusterHasShutItOut() throws Exception {
    put("one", new byte[3]);
    cluster.failure = Kind.DISCONNECTED;
    assertThatThrownBy(() -> store().length(uriOf("one")))
        .isInstanceOf(ImageStoreException.Unavailable.class);
    cluster.failure = null;

    assertThat(store().length(uriOf("one"))).hasValue(3);
    assertThat(cluster.connections).hasValue(2);
  }

  @Test
  void readsTheShortFormOfUrisWhichHaveNoSnapshot() throws Exception {
    byte[] bytes = SeededData.random(6, 1_000);
    Image old = new Image(1_000, OBJECT_BYTES);
    old.bytes = bytes;
    cluster.images.put("old", old);
    ImageUri uri = new ImageUri("rbd://old");

    assertThat(store().covers(uri)).isTrue();
    assertThat(read(uri, 0, 1_000)).isEqualTo(bytes);
    store().delete(uri);
    assertThat(cluster.images).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rbd://" + MemoryCluster.FSID + "/volumes/one/snap",
        "rbd://00000000-0f59-4a9f-8a8f-7b4a3a3bd2d5/images/one/snap",
        "rbd://" + MemoryCluster.FSID + "/images/one",
        "rbd://" + MemoryCluster.FSID + "/images/one/",
        "rbd://" + MemoryCluster.FSID + "/images/one/snap/more",
        "rbd:///one"
      })
  void refusesPlacesThatAreNotItsOwn(String text) throws Exception {
    put("one", new byte[10]);
    ImageUri uri = new ImageUri(text);

    assertThat(store().covers(uri)).isFalse();
    assertThatThrownBy(() -> store().length(uri)).isInstanceOf(ImageStoreException.Malformed.class);
    assertThatThrownBy(() -> store().delete(uri)).isInstanceOf(ImageStoreException.Malformed.class);
    assertThat(cluster.images).containsOnlyKeys("one");
  }

  @Test
  void partsOfAUriAreEncoded() throws Exception {
    RbdUri uri = RbdUri.of(new RbdUri.Place("a b", "p/q"), "naïve", "100%");

    assertThat(uri.uri().text()).isEqualTo("rbd://a%20b/p%2Fq/na%C3%AFve/100%25");
    assertThat(RbdUri.parse(uri.uri())).isEqualTo(uri);
  }

  @Test
  void runsAreTheImagesBytesInOrder() throws Exception {
    byte[] bytes = SeededData.diskLike(7, 9_500_000);
    put("one", bytes);
    try (ImageReader reader = store().open(uriOf("one"), 12, 100)) {
      Content run = Objects.requireNonNull(reader.next());
      assertThat(ContentReader.bytes(run)).isEqualTo(java.util.Arrays.copyOfRange(bytes, 12, 112));
      run.close();
    }
  }
}

package dev.vitrine.blobstore.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.ChunkBackend;
import dev.vitrine.blobstore.Content;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.StoredName;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every [ChunkBackend] promises. An implementation's test inherits this and says how to make
/// an empty one.
public abstract class ChunkBackendContract {
  private ChunkBackend backend;

  /// An empty backend; the suite closes it.
  protected abstract ChunkBackend open() throws Exception;

  @BeforeEach
  void openBackend() throws Exception {
    backend = open();
  }

  @AfterEach
  void leavesNoStrays() throws Exception {
    try (Stream<String> strays = backend.strays()) {
      assertThat(strays).isEmpty();
    }
    backend.close();
  }

  protected final ChunkBackend backend() {
    return backend;
  }

  protected static StoredName nameOf(byte[] bytes) {
    return StoredName.chunk(Digest.sha256(List.of(ByteBuffer.wrap(bytes))));
  }

  protected final StoredName put(byte[] bytes) throws BlobException {
    StoredName name = nameOf(bytes);
    backend.put(name, List.of(ByteBuffer.wrap(bytes)));
    return name;
  }

  protected final byte[] read(StoredName name, long offset, int lengthBytes) throws Exception {
    try (Content content = backend.open(name, offset, lengthBytes)) {
      assertThat(content.lengthBytes()).isEqualTo(lengthBytes);
      return ContentReader.bytes(content);
    }
  }

  @Test
  void givesBackWhatWasPut() throws Exception {
    byte[] bytes = SeededData.random(1, 100_000);
    StoredName name = put(bytes);
    assertThat(backend.length(name)).hasValue(bytes.length);
    assertThat(read(name, 0, bytes.length)).isEqualTo(bytes);
  }

  @Test
  void givesBackARange() throws Exception {
    byte[] bytes = SeededData.random(2, 10_000);
    StoredName name = put(bytes);
    assertThat(read(name, 1234, 5000)).isEqualTo(java.util.Arrays.copyOfRange(bytes, 1234, 6234));
    assertThat(read(name, 9_999, 1)).isEqualTo(new byte[] {bytes[9_999]});
  }

  @Test
  void gathersBuffersOfEveryKindAndLeavesThemAsTheyWere() throws Exception {
    byte[] bytes = SeededData.random(3, 3000 * 7);
    List<ByteBuffer> parts = new ArrayList<>();
    for (int i = 0; i < 3000; i++) { // more than one gather write takes
      ByteBuffer part =
          switch (i % 3) {
            case 0 -> ByteBuffer.wrap(bytes, i * 7, 7);
            case 1 -> ByteBuffer.wrap(bytes, i * 7, 7).slice().asReadOnlyBuffer();
            default -> ByteBuffer.allocateDirect(7).put(0, bytes, i * 7, 7);
          };
      parts.add(part);
    }
    StoredName name = nameOf(bytes);
    backend.put(name, parts);
    assertThat(parts).allMatch(part -> part.remaining() == 7);
    assertThat(read(name, 0, bytes.length)).isEqualTo(bytes);
  }

  @Test
  void knowsWhenAnObjectWasUsedOrSaysThatItDoesNot() throws Exception {
    StoredName name = nameOf(SeededData.random(40, 1000));
    backend.setLastUse(name, Instant.EPOCH); // nothing is there
    assertThat(backend.lastUse(name)).isEmpty();
    Instant before = Instant.now().minusSeconds(5);
    put(SeededData.random(40, 1000));
    Optional<Instant> atFirst = backend.lastUse(name);
    Instant then = Instant.parse("2020-02-29T12:00:00Z");
    backend.setLastUse(name, then);
    if (atFirst.isPresent()) {
      assertThat(atFirst.get()).isAfter(before);
      assertThat(backend.lastUse(name)).hasValue(then);
      backend.makeDurable(List.of(name));
      assertThat(backend.lastUse(name)).hasValue(then);
      backend.delete(name);
    }
    assertThat(backend.lastUse(name)).isEmpty();
  }

  @Test
  void keepsChunksAndRecipesApart() throws Exception {
    byte[] bytes = SeededData.random(4, 100);
    StoredName chunk = put(bytes);
    StoredName recipe = StoredName.recipe(chunk.digest());
    assertThat(backend.length(recipe)).isEmpty();
    backend.put(recipe, List.of(ByteBuffer.wrap(bytes)));
    backend.delete(chunk);
    assertThat(backend.length(chunk)).isEmpty();
    assertThat(backend.length(recipe)).hasValue(100);
  }

  @Test
  void putAgainChangesNothing() throws Exception {
    byte[] bytes = SeededData.random(5, 1000);
    StoredName name = put(bytes);
    put(bytes);
    backend.makeDurable(List.of(name));
    put(bytes);
    assertThat(read(name, 0, 1000)).isEqualTo(bytes);
    assertThat(listed(StoredName.Kind.CHUNK)).containsExactly(name);
  }

  @Test
  void replacesAnObjectOfTheWrongLength() throws Exception {
    byte[] bytes = SeededData.random(6, 1000);
    StoredName name = nameOf(bytes);
    backend.put(name, List.of(ByteBuffer.wrap(bytes, 0, 999)));
    backend.makeDurable(List.of(name));
    put(bytes);
    assertThat(backend.length(name)).hasValue(1000);
    assertThat(read(name, 0, 1000)).isEqualTo(bytes);
    backend.makeDurable(List.of(name));
    assertThat(backend.length(name)).hasValue(1000);
    assertThat(read(name, 0, 1000)).isEqualTo(bytes);
    assertThat(listed(StoredName.Kind.CHUNK)).containsExactly(name);
  }

  @Test
  void saysWhatIsNotThere() throws Exception {
    StoredName name = nameOf(new byte[] {1});
    assertThat(backend.length(name)).isEmpty();
    assertThatThrownBy(() -> backend.open(name, 0, 1)).isInstanceOf(BlobException.NotFound.class);
    assertThatThrownBy(() -> backend.makeDurable(List.of(name)))
        .isInstanceOf(BlobException.NotFound.class);
    backend.delete(name); // nothing happens
  }

  @Test
  void saysThatAnObjectIsTooShort() throws Exception {
    StoredName name = put(SeededData.random(7, 100));
    assertThatThrownBy(() -> backend.open(name, 50, 51)).isInstanceOf(BlobException.Corrupt.class);
    backend.makeDurable(List.of(name));
    assertThatThrownBy(() -> backend.open(name, 101, 1)).isInstanceOf(BlobException.Corrupt.class);
  }

  @Test
  void makesDurableWhatWasPutAndWhatWasDurableBefore() throws Exception {
    StoredName first = put(SeededData.random(8, 100));
    backend.makeDurable(List.of(first, first));
    StoredName second = put(SeededData.random(9, 100));
    backend.makeDurable(List.of(first, second));
    backend.makeDurable(List.of());
    assertThat(read(first, 0, 100)).isEqualTo(SeededData.random(8, 100));
    assertThat(read(second, 0, 100)).isEqualTo(SeededData.random(9, 100));
  }

  @Test
  void contentStaysReadableWhileTheObjectIsMadeDurableAndDeleted() throws Exception {
    byte[] bytes = SeededData.random(10, 100);
    StoredName name = put(bytes);
    try (Content before = backend.open(name, 0, 100)) {
      backend.makeDurable(List.of(name));
      assertThat(ContentReader.bytes(before)).isEqualTo(bytes);
      backend.delete(name);
      assertThat(ContentReader.bytes(before)).isEqualTo(bytes);
    }
    assertThat(backend.length(name)).isEmpty();
  }

  @Test
  void deletesWhetherDurableOrNot() throws Exception {
    StoredName durable = put(SeededData.random(11, 100));
    backend.makeDurable(List.of(durable));
    StoredName fresh = put(SeededData.random(12, 100));
    backend.delete(durable);
    backend.delete(fresh);
    assertThat(backend.length(durable)).isEmpty();
    assertThat(backend.length(fresh)).isEmpty();
    assertThat(listed(StoredName.Kind.CHUNK)).isEmpty();
  }

  @Test
  void listsEveryObjectOnceUnderItsFirstByte() throws Exception {
    List<StoredName> names = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      names.add(put(SeededData.random(100 + i, 1 + i)));
      if (i % 3 == 0) {
        backend.makeDurable(List.of(names.get(i)));
      }
    }
    assertThat(listed(StoredName.Kind.CHUNK)).containsExactlyInAnyOrderElementsOf(names);
    assertThat(listed(StoredName.Kind.RECIPE)).isEmpty();
    try (Stream<ChunkBackend.Listed> shard =
        backend.list(StoredName.Kind.CHUNK, names.get(7).digest().firstByte())) {
      assertThat(shard.filter(listed -> listed.name().equals(names.get(7))))
          .singleElement()
          .satisfies(listed -> assertThat(listed.lengthBytes()).isEqualTo(8));
    }
  }

  private static final ChunkBackend.Check UNSOUND = _ -> false;

  /// A check that finds bytes sound which are those of the name.
  private static ChunkBackend.Check check(StoredName name) {
    return whole -> {
      try {
        return nameOf(ContentReader.bytes(whole)).digest().equals(name.digest());
      } catch (BlobException e) {
        throw e;
      } catch (java.io.IOException e) {
        throw new AssertionError(e);
      }
    };
  }

  /// An object, durable, with other bytes of the same length than its name says.
  private StoredName putDamaged(byte[] bytes) throws BlobException {
    StoredName name = nameOf(bytes);
    byte[] wrong = bytes.clone();
    wrong[wrong.length / 2] ^= 1;
    backend.put(name, List.of(ByteBuffer.wrap(wrong)));
    backend.makeDurable(List.of(name));
    return name;
  }

  @Test
  void leavesASoundObjectWhereItIs() throws Exception {
    byte[] bytes = SeededData.random(13, 1000);
    StoredName fresh = put(bytes);
    assertThat(backend.quarantine(fresh, check(fresh)))
        .isEqualTo(ChunkBackend.Quarantine.NOT_NEEDED);
    backend.makeDurable(List.of(fresh));
    assertThat(backend.quarantine(fresh, check(fresh)))
        .isEqualTo(ChunkBackend.Quarantine.NOT_NEEDED);
    assertThat(read(fresh, 0, 1000)).isEqualTo(bytes);
    StoredName absent = nameOf(new byte[] {13});
    assertThat(backend.quarantine(absent, UNSOUND)).isEqualTo(ChunkBackend.Quarantine.NOT_NEEDED);
    assertThat(backend.quarantined()).isEmpty();
  }

  @Test
  void keepsADamagedObjectAside() throws Exception {
    StoredName name = putDamaged(SeededData.random(14, 1000));
    ChunkBackend.Quarantine quarantine = backend.quarantine(name, check(name));
    assertThat(backend.quarantined()).containsExactly(new ChunkBackend.Listed(name, 1000));
    if (backend.capabilities().remote()) { // a late removal would take what is put since
      assertThat(quarantine).isEqualTo(ChunkBackend.Quarantine.COPIED);
      assertThat(backend.length(name)).hasValue(1000);
    } else {
      assertThat(quarantine).isEqualTo(ChunkBackend.Quarantine.TAKEN_OUT);
      assertThat(backend.length(name)).isEmpty();
      assertThat(listed(StoredName.Kind.CHUNK)).isEmpty();
      assertThatThrownBy(() -> backend.makeDurable(List.of(name)))
          .isInstanceOf(BlobException.NotFound.class);
    }
  }

  @Test
  void keepsADamagedObjectAsideThatIsNotDurableYet() throws Exception {
    byte[] bytes = SeededData.random(15, 1000);
    StoredName name = nameOf(SeededData.random(16, 1000));
    backend.put(name, List.of(ByteBuffer.wrap(bytes)));
    assertThat(backend.quarantine(name, check(name)))
        .isNotEqualTo(ChunkBackend.Quarantine.NOT_NEEDED);
    assertThat(backend.quarantined()).containsExactly(new ChunkBackend.Listed(name, 1000));
  }

  @Test
  void takesADamagedObjectAgainThatWasBroughtBack() throws Exception {
    byte[] bytes = SeededData.random(17, 1000);
    StoredName name = putDamaged(bytes);
    for (int round = 0; round < 2; round++) {
      backend.quarantine(name, check(name));
      backend.replace(name, List.of(ByteBuffer.wrap(bytes)));
      backend.makeDurable(List.of(name));
      assertThat(read(name, 0, 1000)).isEqualTo(bytes);
      backend.replace(name, List.of(ByteBuffer.wrap(SeededData.random(18, 1000))));
      backend.makeDurable(List.of(name));
    }
    assertThat(backend.quarantine(name, check(name)))
        .isNotEqualTo(ChunkBackend.Quarantine.NOT_NEEDED);
    assertThat(backend.quarantined()).containsExactly(new ChunkBackend.Listed(name, 1000));
  }

  @Test
  void replacesAnObjectOfTheSameLength() throws Exception {
    byte[] bytes = SeededData.random(19, 1000);
    StoredName name = putDamaged(bytes);
    try (Content before = backend.open(name, 0, 1000)) {
      backend.replace(name, List.of(ByteBuffer.wrap(bytes)));
      assertThat(read(name, 0, 1000)).isEqualTo(bytes);
      assertThat(backend.length(name)).hasValue(1000);
      backend.makeDurable(List.of(name));
      assertThat(read(name, 0, 1000)).isEqualTo(bytes);
      assertThat(ContentReader.bytes(before)).isNotEqualTo(bytes);
    }
    assertThat(listed(StoredName.Kind.CHUNK)).containsExactly(name);
  }

  @Test
  void neverTakesAwayWhatWasPutInPlaceOfADamagedObject() throws Exception {
    long seed = Seeds.next("neverTakesAwayWhatWasPutInPlaceOfADamagedObject");
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 50; round++) {
      byte[] bytes = SeededData.random(random.nextInt(), 20_000);
      StoredName name = putDamaged(bytes);
      try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<?> taken = pool.submit(() -> backend.quarantine(name, check(name)));
        backend.replace(name, List.of(ByteBuffer.wrap(bytes)));
        backend.makeDurable(List.of(name));
        taken.get();
      }
      assertThat(read(name, 0, 20_000)).isEqualTo(bytes);
    }
  }

  @Test
  void manyThreadsMayPutAndMakeDurableTheSameObjects() throws Exception {
    long seed = Seeds.next("manyThreadsMayPutAndMakeDurableTheSameObjects");
    List<Future<?>> workers = new ArrayList<>();
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int worker = 0; worker < 8; worker++) {
        SplittableRandom random = new SplittableRandom(seed + worker);
        workers.add(
            pool.submit(() -> {
              for (int round = 0; round < 30; round++) {
                byte[] bytes = SeededData.random(random.nextInt(10), 5000);
                StoredName name = put(bytes);
                assertThat(backend.length(name)).hasValue(5000);
                assertThat(read(name, 0, 5000)).isEqualTo(bytes);
                if (random.nextBoolean()) {
                  backend.makeDurable(List.of(name));
                  assertThat(read(name, 0, 5000)).isEqualTo(bytes);
                }
              }
              return null;
            }));
      }
    }
    for (Future<?> worker : workers) {
      worker.get();
    }
    assertThat(listed(StoredName.Kind.CHUNK)).hasSizeLessThanOrEqualTo(10).doesNotHaveDuplicates();
  }

  protected final List<StoredName> listed(StoredName.Kind kind) throws BlobException {
    List<StoredName> names = new ArrayList<>();
    for (int prefix = 0; prefix < StoredName.PREFIXES; prefix++) {
      int expected = prefix;
      try (Stream<ChunkBackend.Listed> shard = backend.list(kind, prefix)) {
        shard.forEach(listed -> {
          assertThat(listed.name().kind()).isEqualTo(kind);
          assertThat(listed.name().digest().firstByte()).isEqualTo(expected);
          names.add(listed.name());
        });
      }
    }
    return names;
  }
}

package dev.vitrine.blobstore.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.ChunkBackend;
import dev.vitrine.blobstore.Recipe;
import dev.vitrine.blobstore.Repair;
import dev.vitrine.blobstore.Repair.State;
import dev.vitrine.blobstore.Scrub;
import dev.vitrine.blobstore.StoredName;
import dev.vitrine.blobstore.Tier;
import dev.vitrine.blobstore.testkit.MemoryBackend.Call;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What becomes of objects that one tier or several have lost or damaged.
class RepairTest {
  private static final byte[] BYTES = SeededData.random(1, 3 << 20);

  private final MemoryBackend cache = new MemoryBackend();
  private final MemoryBackend systemOfRecord = new MemoryBackend();
  private final MemoryBackend old = new MemoryBackend();
  private final List<Tier> tiers =
      List.of(
          new Tier("cache", Tier.Role.CACHE, cache),
          new Tier("record", Tier.Role.DURABLE, systemOfRecord),
          new Tier("old", Tier.Role.DURABLE, old));
  private final Repair repair = new Repair(tiers);

  @Test
  void mendsTheSystemOfRecordFromACache() throws Exception {
    try (StoreFixture fixture = new StoreFixture(tiers)) {
      StoredName chunk = fixture.chunk(fixture.upload(BYTES).recipe(), 0);
      damage(systemOfRecord, chunk);

      assertThat(repair.mend(chunk).state()).isEqualTo(State.MENDED);

      assertThat(systemOfRecord.quarantined()).hasSize(1);
      systemOfRecord.losePower(); // it is durable
      assertThat(repair.mend(chunk)).isEqualTo(new Repair.Outcome(State.SOUND, List.of()));
    }
  }

  @Test
  void putsBackWhatOnlyACacheHas() throws Exception {
    try (StoreFixture fixture = new StoreFixture(tiers)) {
      StoredName recipe = StoredName.recipe(fixture.upload(BYTES).recipe());
      systemOfRecord.delete(recipe);

      assertThat(repair.mend(recipe).state()).isEqualTo(State.MENDED);
      assertThat(systemOfRecord.length(recipe)).isPresent();
    }
  }

  @Test
  void aCacheDropsWhatIsDamaged() throws Exception {
    try (StoreFixture fixture = new StoreFixture(tiers)) {
      StoredName chunk = fixture.chunk(fixture.upload(BYTES).recipe(), 1);
      damage(cache, chunk);

      assertThat(repair.mend(chunk).state()).isEqualTo(State.MENDED);
      assertThat(cache.length(chunk)).isEmpty();
      assertThat(cache.quarantined()).isEmpty();
    }
  }

  @Test
  void leavesAloneWhatAnotherDurableTierHas() throws Exception {
    try (StoreFixture fixture = new StoreFixture(tiers)) {
      StoredName chunk = fixture.chunk(fixture.upload(BYTES).recipe(), 0);
      move(chunk, systemOfRecord, old);
      cache.delete(chunk);

      assertThat(repair.mend(chunk).state()).isEqualTo(State.SOUND);
      assertThat(systemOfRecord.length(chunk)).isEmpty();
      move(chunk, old, systemOfRecord);
    }
  }

  @Test
  void mendsADamagedOldPlace() throws Exception {
    try (StoreFixture fixture = new StoreFixture(tiers)) {
      StoredName chunk = fixture.chunk(fixture.upload(BYTES).recipe(), 0);
      old.put(chunk, List.of(ByteBuffer.wrap(bytes(systemOfRecord, chunk))));
      damage(old, chunk);

      assertThat(repair.mend(chunk).state()).isEqualTo(State.MENDED);
      assertThat(bytes(old, chunk)).isEqualTo(bytes(systemOfRecord, chunk));
    }
  }

  @Test
  void saysWhatNobodyHas() throws Exception {
    try (StoreFixture fixture = new StoreFixture(tiers)) {
      StoredName chunk = fixture.chunk(fixture.upload(BYTES).recipe(), 0);
      byte[] right = bytes(systemOfRecord, chunk);
      cache.delete(chunk);
      damage(systemOfRecord, chunk);

      Repair.Outcome outcome = repair.mend(chunk);

      assertThat(outcome.state()).isEqualTo(State.LOST);
      assertThat(outcome.damage())
          .containsExactly("tier record: has other bytes than its name says");
      assertThat(systemOfRecord.length(chunk)).isEmpty();
      assertThat(repair.bringBack(chunk, ByteBuffer.wrap(new byte[right.length]))).isFalse();
      assertThat(systemOfRecord.length(chunk)).isEmpty();
      assertThat(repair.bringBack(chunk, ByteBuffer.wrap(right))).isTrue();
    }
  }

  @Test
  void takesNothingAwayThatADiskDoesNotReadAtPresent() throws Exception {
    try (StoreFixture fixture = new StoreFixture(tiers)) {
      StoredName chunk = fixture.chunk(fixture.upload(BYTES).recipe(), 0);
      cache.delete(chunk);
      systemOfRecord.failWith((call, _) ->
          call == Call.OPEN
              ? new BlobException.Transient("EIO", Duration.ZERO, new IOException("EIO"))
              : null);

      assertThat(repair.mend(chunk).state()).isEqualTo(State.LOST);
      assertThat(systemOfRecord.quarantined()).isEmpty();

      systemOfRecord.heal();
      assertThat(repair.mend(chunk).state()).isEqualTo(State.SOUND);
    }
  }

  @Test
  void aPassMeetsEveryObjectOnceAndGoesOnAfterAny() throws Exception {
    try (StoreFixture fixture = new StoreFixture(tiers)) {
      for (int image = 0; image < 5; image++) {
        fixture.upload(SeededData.random(image, 2 << 20));
      }
      List<StoredName> all = pass(null);
      assertThat(all).doesNotHaveDuplicates().hasSize(stored());
      for (int at = 0; at < all.size(); at++) {
        assertThat(pass(all.get(at))).isEqualTo(all.subList(at + 1, all.size()));
      }
    }
  }

  @Test
  void namesWhatRecipesInUseMiss() throws Exception {
    try (StoreFixture fixture = new StoreFixture(tiers)) {
      var used = fixture.upload(BYTES).recipe();
      StoredName chunk = fixture.chunk(used, 0);
      byte[] right = bytes(systemOfRecord, chunk);
      Scrub scrub = new Scrub(tiers);
      assertThat(scrub.missing(Set.of(used))).isEmpty();

      systemOfRecord.delete(chunk);
      assertThat(scrub.missing(Set.of(used))).containsExactly(chunk);
      assertThat(scrub.missing(Set.of())).isEmpty();

      repair.bringBack(chunk, ByteBuffer.wrap(right));
      StoredName recipe = StoredName.recipe(used);
      Recipe remembered = fixture.store().remembered(used).orElseThrow();
      systemOfRecord.delete(recipe);
      cache.delete(recipe);
      assertThat(scrub.missing(Set.of(used))).containsExactly(recipe);
      assertThat(repair.bringBack(recipe, remembered.encode())).isTrue();
    }
  }

  private List<StoredName> pass(@Nullable StoredName after) throws Exception {
    List<StoredName> seen = new ArrayList<>();
    new Scrub(tiers)
        .pass(
            after,
            (name, outcome, _) -> {
              assertThat(outcome.state()).isEqualTo(State.SOUND);
              seen.add(name);
            });
    return seen;
  }

  private int stored() throws Exception {
    int stored = 0;
    for (StoredName.Kind kind : StoredName.Kind.values()) {
      for (int prefix = 0; prefix < StoredName.PREFIXES; prefix++) {
        stored += (int) systemOfRecord.list(kind, prefix).count();
      }
    }
    return stored;
  }

  private static byte[] bytes(ChunkBackend backend, StoredName name) throws Exception {
    try (var content = backend.open(name, 0, backend.length(name).orElseThrow())) {
      return ContentReader.bytes(content);
    }
  }

  private static void damage(MemoryBackend backend, StoredName name) throws Exception {
    byte[] bytes = bytes(backend, name);
    bytes[bytes.length / 2] ^= 1;
    backend.damage(name, bytes);
  }

  private static void move(StoredName name, MemoryBackend from, MemoryBackend to) throws Exception {
    to.put(name, List.of(ByteBuffer.wrap(bytes(from, name))));
    to.makeDurable(List.of(name));
    from.delete(name);
  }
}

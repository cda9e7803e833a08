package dev.vitrine.blobstore.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobWriter;
import dev.vitrine.blobstore.InvariantViolated;
import dev.vitrine.blobstore.StoredName;
import dev.vitrine.blobstore.Tier;
import dev.vitrine.blobstore.testkit.MemoryBackend.Call;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A cache before a system of record, and an old durable place behind it.
class TiersTest {
  private static final byte[] BYTES = SeededData.random(1, 2 << 20);

  private final MemoryBackend cache = new MemoryBackend();
  private final MemoryBackend systemOfRecord = new MemoryBackend(true);
  private final MemoryBackend old = new MemoryBackend();

  private StoreFixture open() {
    return new StoreFixture(
        List.of(
            new Tier("cache", Tier.Role.CACHE, cache),
            new Tier("record", Tier.Role.DURABLE, systemOfRecord),
            new Tier("old", Tier.Role.DURABLE, old)));
  }

  @Test
  void writesFillTheCacheAndReadsComeFromIt() throws Exception {
    try (StoreFixture fixture = open()) {
      BlobWriter.Receipt receipt = fixture.upload(BYTES);
      long before = systemOfRecord.calls(Call.OPEN);
      assertThat(fixture.download(receipt.recipe())).isEqualTo(BYTES);
      assertThat(systemOfRecord.calls(Call.OPEN)).isEqualTo(before);
    }
  }

  @Test
  void readsFillTheCacheAgain() throws Exception {
    try (StoreFixture fixture = open()) {
      BlobWriter.Receipt receipt = fixture.upload(BYTES);
      cache.losePower(); // nothing there is durable
      assertThat(fixture.download(receipt.recipe())).isEqualTo(BYTES);
      long before = systemOfRecord.calls(Call.OPEN);
      assertThat(fixture.download(receipt.recipe())).isEqualTo(BYTES);
      assertThat(systemOfRecord.calls(Call.OPEN)).isEqualTo(before);
    }
  }

  @Test
  void aDamagedCopyInTheCacheIsReplaced() throws Exception {
    try (StoreFixture fixture = open()) {
      BlobWriter.Receipt receipt = fixture.upload(BYTES);
      StoredName chunk = fixture.chunk(receipt.recipe(), 0);
      byte[] wrong = new byte[(int) cache.length(chunk).getAsLong()];
      cache.damage(chunk, wrong);
      assertThat(fixture.fsck().damages())
          .singleElement()
          .satisfies(damage -> assertThat(damage.tier()).isEqualTo("cache"));
      assertThat(fixture.download(receipt.recipe())).isEqualTo(BYTES);
      cache.damage(chunk, new byte[] {1}); // too short
      assertThat(fixture.download(receipt.recipe())).isEqualTo(BYTES);
    }
  }

  @Test
  void aCacheThatFailsIsDoneWithout() throws Exception {
    try (StoreFixture fixture = open()) {
      cache.failWith((call, _) ->
          call == Call.LENGTH ? null : new BlobException.Full("injected", new IOException()));
      BlobWriter.Receipt receipt = fixture.upload(BYTES);
      assertThat(fixture.download(receipt.recipe())).isEqualTo(BYTES);
      cache.heal();
    }
  }

  @Test
  void whatOnlyTheOldPlaceHasIsRead() throws Exception {
    try (StoreFixture fixture = open()) {
      BlobWriter.Receipt receipt = fixture.upload(BYTES);
      StoredName chunk = fixture.chunk(receipt.recipe(), 0);
      byte[] content =
          ContentReader.bytes(
              systemOfRecord.open(chunk, 0, systemOfRecord.length(chunk).getAsLong()));
      old.damage(chunk, content);
      systemOfRecord.delete(chunk);
      cache.losePower();
      assertThat(fixture.download(receipt.recipe())).isEqualTo(BYTES);
    }
  }

  @Test
  void damageEverywhereIsSaid() throws Exception {
    StoreFixture fixture = open();
    BlobWriter.Receipt receipt = fixture.upload(BYTES);
    StoredName chunk = fixture.chunk(receipt.recipe(), 0);
    cache.losePower();
    systemOfRecord.damage(chunk, new byte[(int) systemOfRecord.length(chunk).getAsLong()]);
    assertThatThrownBy(() -> fixture.download(receipt.recipe()))
        .isInstanceOf(BlobException.Corrupt.class);
    systemOfRecord.delete(chunk);
    assertThatThrownBy(() -> fixture.download(receipt.recipe()))
        .isInstanceOf(BlobException.NotFound.class);
    fixture.closeDamaged();
  }

  @Test
  void aStoreNeedsADurableTier() {
    assertThatThrownBy(() -> new StoreFixture(List.of(new Tier("cache", Tier.Role.CACHE, cache))))
        .isInstanceOf(InvariantViolated.class);
  }
}

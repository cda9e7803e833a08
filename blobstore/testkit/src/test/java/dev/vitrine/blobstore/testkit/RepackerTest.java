package dev.vitrine.blobstore.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.blobstore.BlobWriter;
import dev.vitrine.blobstore.Damages;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.PackingBackend;
import dev.vitrine.blobstore.PackingRule;
import dev.vitrine.blobstore.Repacker;
import dev.vitrine.blobstore.StoredName;
import dev.vitrine.blobstore.Tier;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What becomes packed as time goes by, and what does not.
class RepackerTest {
  private static final int LENGTH = 100_000;
  private static final Duration MONTH = Duration.ofDays(30);

  private final MemoryBackend memory = new MemoryBackend();
  private Instant now = Instant.now();
  private final RecordedSuspicions suspicions = new RecordedSuspicions();
  private PackingBackend backend = backend(0);
  private Repacker repacker = repacker();

  private PackingBackend backend(long leastRoomBytes) {
    return new PackingBackend(memory, new PackingRule.WhenCold(MONTH, leastRoomBytes), () -> now);
  }

  private Repacker repacker() {
    return new Repacker(
        List.of(new Tier("local", Tier.Role.DURABLE, backend)), suspicions, () -> now);
  }

  private static byte[] compressible(long seed) {
    byte[] bytes = SeededData.random(seed, LENGTH);
    Arrays.fill(bytes, 0, LENGTH / 2, (byte) 1);
    return bytes;
  }

  private StoredName put(byte[] bytes) throws Exception {
    StoredName name = StoredName.chunk(Digest.sha256(List.of(ByteBuffer.wrap(bytes))));
    backend.put(name, List.of(ByteBuffer.wrap(bytes)));
    return name;
  }

  private boolean packed(StoredName chunk) throws Exception {
    return memory.length(chunk).isEmpty();
  }

  private Repacker.Result run() throws Exception {
    return repacker.run(Repacker.Pace.NONE);
  }

  @Test
  void whatNobodyUsesForAMonthIsPackedAndWhatIsUsedAgainIsNot() throws Exception {
    StoredName used = put(compressible(1));
    StoredName unused = put(compressible(2));
    assertThat(run().packedChunks()).isZero();
    now = now.plus(MONTH.minusDays(1));
    backend.used(used);
    now = now.plus(Duration.ofDays(2));
    Repacker.Result result = run();
    assertThat(result.packedChunks()).isOne();
    assertThat(result.savedBytes()).isGreaterThan(LENGTH / 3);
    assertThat(packed(unused)).isTrue();
    assertThat(packed(used)).isFalse();

    backend.used(unused);
    assertThat(run().unpackedChunks()).as("it was gone through a moment ago").isZero();
    now = now.plus(Duration.ofDays(1));
    Repacker.Result back = run();
    assertThat(back.unpackedChunks()).isOne();
    assertThat(back.spentBytes()).isEqualTo(result.savedBytes());
    assertThat(packed(unused)).isFalse();
    now = now.plus(MONTH.plusDays(1));
    assertThat(run().packedChunks()).isEqualTo(2);
  }

  @Test
  void readersAndUploadsOfKnownContentUseIt() throws Exception {
    try (StoreFixture fixture = StoreFixture.over(backend)) {
      byte[] bytes = compressible(3);
      BlobWriter.Receipt receipt = fixture.upload(bytes);
      StoredName chunk = fixture.chunk(receipt.recipe(), 0);
      now = now.plus(MONTH);
      fixture.download(receipt.recipe());
      assertThat(backend.lastUse(chunk)).hasValue(now);
      now = now.plus(MONTH);
      fixture.upload(bytes);
      assertThat(backend.lastUse(chunk)).hasValue(now);
      now = now.plus(MONTH.plusDays(1));
      assertThat(run().packedChunks()).isPositive();
      assertThat(fixture.download(receipt.recipe())).isEqualTo(bytes);
    }
  }

  @Test
  void whatDoesNotGetSmallerIsLookedAtOnce() throws Exception {
    put(SeededData.random(4, LENGTH));
    now = now.plus(MONTH.plusDays(1));
    assertThat(run().packedChunks()).isZero();
    long opened = memory.calls(MemoryBackend.Call.OPEN);
    now = now.plus(MONTH);
    run();
    assertThat(memory.calls(MemoryBackend.Call.OPEN)).isEqualTo(opened);
  }

  @Test
  void withoutRoomWhatWasNotUsedForLongestIsPackedFirstAndOnlyAsMuchAsIsNeeded() throws Exception {
    backend = backend(LENGTH);
    repacker = repacker();
    List<StoredName> chunks = new ArrayList<>();
    for (int age = 0; age < 20; age++) {
      StoredName chunk = put(compressible(100 + age));
      memory.setLastUse(chunk, now.minus(Duration.ofDays(age)).minusSeconds(1));
      chunks.add(chunk);
    }
    memory.limitTo(21L * LENGTH - 1); // the least room, but for a byte
    Repacker.Result result = run();
    assertThat(result.packedChunks()).isPositive();
    assertThat(backend.roomBytes().getAsLong()).isGreaterThanOrEqualTo(LENGTH);
    for (StoredName chunk : chunks.subList(0, 15)) {
      assertThat(packed(chunk)).as("younger than half a month").isFalse();
    }
    backend = backend(100L * LENGTH); // more than there is
    repacker = repacker();
    run();
    assertThat(packed(chunks.getFirst())).as("arrived today").isFalse();
    for (StoredName chunk : chunks.subList(1, 20)) {
      assertThat(packed(chunk)).isTrue();
    }
    backend.used(chunks.getLast());
    assertThat(run().unpackedChunks()).as("there is no room for that").isZero();
  }

  @Test
  void whatIsDamagedStaysAndIsSuspected() throws Exception {
    StoredName chunk = put(compressible(5));
    memory.damage(chunk, compressible(6));
    now = now.plus(MONTH.plusDays(1));
    assertThat(run().damagedChunks()).isOne();
    assertThat(suspicions.suspects()).containsExactly(chunk);
    assertThat(packed(chunk)).isFalse();
  }

  @Test
  void tiersOfOtherRulesAreLeftAlone() {
    Tier never = new Tier("n", Tier.Role.DURABLE, new PackingBackend(memory, PackingRule.NEVER));
    Tier plain = new Tier("p", Tier.Role.DURABLE, memory);
    assertThat(new Repacker(List.of(never, plain), Damages.NONE, () -> now).hasWork()).isFalse();
    assertThat(repacker.hasWork()).isTrue();
  }
}

package dev.vitrine.backend.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.StoredName;
import dev.vitrine.blobstore.testkit.Seeds;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PrefixSweepTest {
  private static final StoredName.Kind KIND = StoredName.Kind.CHUNK;

  /// A service whose keys come in no order.
  private static final class Unordered extends MemoryContainer {
    private final Random random;

    Unordered(Random random) {
      super(5);
      this.random = random;
    }

    @Override
    public Page list(String prefix, @Nullable String from) throws BlobException {
      Page page = super.list(prefix, from);
      List<Entry> entries = new ArrayList<>(page.entries());
      Collections.shuffle(entries, random);
      return new Page(entries, page.next());
    }
  }

  private static List<String> filled(MemoryContainer container, int objects, long seed)
      throws BlobException {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < objects; i++) {
      Digest digest =
          new Digest(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
      keys.add("p/" + StoredName.chunk(digest).path());
      container.put(keys.getLast(), ByteBuffer.allocate(1));
    }
    container.put("p/recipes/00/other", ByteBuffer.allocate(1));
    container.put("p/chunks0", ByteBuffer.allocate(1));
    Collections.sort(keys);
    return keys;
  }

  private static List<String> swept(PrefixSweep sweep, int from) throws BlobException {
    List<String> keys = new ArrayList<>();
    for (int firstByte = from; firstByte < StoredName.PREFIXES; firstByte++) {
      String below = "p/chunks/%02x/".formatted(firstByte);
      for (ObjectContainer.Entry entry : sweep.entries(KIND, firstByte)) {
        assertThat(entry.key()).startsWith(below);
        keys.add(entry.key());
      }
    }
    return keys;
  }

  @Test
  void findsEverythingOnceHoweverManyThereAreAndHoweverLongPagesAre() throws Exception {
    long seed = Seeds.next("findsEverythingOnceHoweverManyThereAreAndHoweverLongPagesAre");
    for (int objects : new int[] {0, 1, 5, 30, 200, 3000}) {
      for (int pageEntries : new int[] {1, 7, 100, 1000}) {
        MemoryContainer container = new MemoryContainer(pageEntries);
        List<String> keys = filled(container, objects, seed);
        try (PrefixSweep sweep = new PrefixSweep(container, "p/")) {
          assertThat(swept(sweep, 0)).isEqualTo(keys);
          assertThat(swept(sweep, 0)).isEqualTo(keys);
        }
      }
    }
  }

  @Test
  void asksOnceForFew() throws Exception {
    MemoryContainer container = new MemoryContainer(1000);
    filled(container, 900, 1);
    try (PrefixSweep sweep = new PrefixSweep(container, "p/")) {
      swept(sweep, 0);
    }
    assertThat(container.listCalls).hasValue(1);
  }

  @Test
  void asksForAFewPagesOfSome() throws Exception {
    MemoryContainer container = new MemoryContainer(1000);
    filled(container, 9_500, 2);
    try (PrefixSweep sweep = new PrefixSweep(container, "p/")) {
      swept(sweep, 0);
    }
    assertThat(container.listCalls).hasValue(10);
  }

  @Test
  void asksForEachByteOfMany() throws Exception {
    MemoryContainer container = new MemoryContainer(100);
    List<String> keys = filled(container, 10_000, 3);
    try (PrefixSweep sweep = new PrefixSweep(container, "p/")) {
      assertThat(swept(sweep, 0)).isEqualTo(keys);
      assertThat(container.listCalls.get()).isBetween(257L, 400L);
    }
  }

  @Test
  void asksOnlyForTheByteThatIsWantedAlone() throws Exception {
    MemoryContainer container = new MemoryContainer(1000);
    List<String> keys = filled(container, 5000, 4);
    try (PrefixSweep sweep = new PrefixSweep(container, "p/")) {
      sweep.entries(KIND, 77);
      assertThat(container.listCalls).hasValue(1);
      container.delete(keys.getLast());
      assertThat(sweep.entries(KIND, 255))
          .noneMatch(each -> each.key().equals(keys.getLast())); // no sweep, so as it is now
    }
  }

  @Test
  void severalSweepAtOnce() throws Exception {
    MemoryContainer container = new MemoryContainer(1000);
    List<String> keys = filled(container, 900, 5);
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    try (PrefixSweep sweep = new PrefixSweep(container, "p/")) {
      for (int step = 0; step < StoredName.PREFIXES + 10; step++) {
        if (step < StoredName.PREFIXES) {
          sweep.entries(KIND, step).forEach(each -> first.add(each.key()));
        }
        if (step >= 10) {
          sweep.entries(KIND, step - 10).forEach(each -> second.add(each.key()));
        }
      }
    }
    assertThat(first).isEqualTo(keys);
    assertThat(second).isEqualTo(keys);
    assertThat(container.listCalls).hasValue(2);
  }

  @Test
  void goesOnAfterAFailure() throws Exception {
    for (int pageEntries : new int[] {100, 2000}) {
      MemoryContainer container = new MemoryContainer(pageEntries);
      List<String> keys = filled(container, 9000, 6);
      List<String> found = new ArrayList<>();
      try (PrefixSweep sweep = new PrefixSweep(container, "p/")) {
        for (int firstByte = 0; firstByte < 100; firstByte++) {
          sweep.entries(KIND, firstByte).forEach(each -> found.add(each.key()));
        }
        container.failure = new BlobException.Transient("away", Duration.ZERO, new Exception());
        int failing = pageEntries == 100 ? 106 : 120; // beyond what is known already
        assertThatThrownBy(() -> sweep.entries(KIND, failing))
            .isInstanceOf(BlobException.Transient.class);
        container.failure = null;
        found.addAll(swept(sweep, 100));
      }
      assertThat(found).isEqualTo(keys);
    }
  }

  @Test
  void doesNotRelyOnTheOrderOfKeys() throws Exception {
    long seed = Seeds.next("doesNotRelyOnTheOrderOfKeys");
    for (int round = 0; round < 20; round++) {
      Unordered container = new Unordered(new Random(seed + round));
      List<String> keys = filled(container, 3 * round, seed + round);
      try (PrefixSweep sweep = new PrefixSweep(container, "p/")) {
        assertThat(swept(sweep, 0)).containsExactlyInAnyOrderElementsOf(keys);
      }
    }
  }
}

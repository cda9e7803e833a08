package dev.vitrine.blobstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ClockTableTest {
  private static StoredName name(int number) {
    Digest digest =
        Digest.sha256(List.of(ByteBuffer.allocate(Integer.BYTES).putInt(0, number / 2)));
    return number % 2 == 0 ? StoredName.chunk(digest) : StoredName.recipe(digest);
  }

  @Test
  void agreesWithAMap() {
    long seed = Long.getLong("seed", new java.util.Random().nextLong());
    System.out.println("agreesWithAMap: -Dseed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    ClockTable table = new ClockTable();
    Map<StoredName, Integer> model = new HashMap<>();
    for (int step = 0; step < 100_000; step++) {
      StoredName name = name(random.nextInt(3_000));
      switch (random.nextInt(5)) {
        case 0, 1 -> {
          int lengthBytes = random.nextInt(1_000);
          table.put(name, lengthBytes);
          model.put(name, lengthBytes);
        }
        case 2 -> table.touch(name);
        case 3 -> {
          table.remove(name);
          model.remove(name);
        }
        default -> {
          StoredName evicted = table.evict();
          assertThat(evicted == null).isEqualTo(model.isEmpty());
          if (evicted != null) {
            assertThat(model.remove(evicted)).isNotNull();
          }
        }
      }
      assertThat(table.contains(name)).isEqualTo(model.containsKey(name));
      assertThat(table.size()).isEqualTo(model.size());
    }
    assertThat(table.bytes()).isEqualTo(model.values().stream().mapToLong(i -> i).sum());
    for (int number = 0; number < 3_000; number++) {
      assertThat(table.contains(name(number))).isEqualTo(model.containsKey(name(number)));
    }
  }

  @Test
  void whatIsUsedBetweenTwoRoundsOfTheHandStays() {
    ClockTable table = new ClockTable();
    for (int number = 0; number < 1_000; number++) {
      table.put(name(number), 1);
    }
    List<StoredName> evicted = new ArrayList<>();
    table.evict(); // the first round takes everybody's mark away
    for (int round = 0; round < 900; round++) {
      for (int used = 0; used < 50; used++) {
        table.touch(name(used));
      }
      evicted.add(table.evict());
    }
    for (int used = 0; used < 50; used++) {
      assertThat(evicted).doesNotContain(name(used));
    }
  }
}

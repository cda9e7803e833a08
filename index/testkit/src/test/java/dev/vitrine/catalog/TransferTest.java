package dev.vitrine.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.blobstore.testkit.Seeds;
import dev.vitrine.catalog.registry.Entry;
import dev.vitrine.catalog.registry.Registry;
import dev.vitrine.catalog.testkit.MemoryRegistry;
import dev.vitrine.catalog.transfer.CatalogueExport;
import dev.vitrine.catalog.transfer.CatalogueImport;
import dev.vitrine.catalog.transfer.DamagedCatalogueException;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// All records, written to a file and read into another registry.
final class TransferTest {
  private static final Instant THEN = Instant.parse("2026-01-05T10:00:00Z");

  private final MemoryRegistry registry = new MemoryRegistry();
  private final Catalog catalog = new Catalog(registry);
  @TempDir Path folder;

  @BeforeEach
  void fill() throws Exception {
    for (String id : new String[] {"a", "b", "c"}) {
      catalog
          .transaction()
          .putImage(
              new ImageBuilder(id, THEN)
                  .owner("p")
                  .name("line\nfeed \"quoted\" ü \u2028")
                  .status(ImageStatus.ACTIVE)
                  .sizeBytes(7L)
                  .build())
          .commit();
    }
    catalog
        .transaction()
        .putMember(new Member("a", "project/with \"signs\"", MemberStatus.PENDING, THEN, THEN))
        .putTombstone(new Tombstone("gone", THEN))
        .putLease(new Lease("upload/b", "some run", "an upload", THEN))
        .commit();
    catalog
        .transaction()
        .condemn(new CondemnedBatch("1-0", "s", false, "some run", List.of("ab"), List.of()))
        .commit();
  }

  @Test
  void everythingIsAsBefore() throws Exception {
    MemoryRegistry other = new MemoryRegistry();

    assertThat(new CatalogueImport(other).readFrom(exported())).isEqualTo(8);

    assertThat(values(other)).isEqualTo(values(registry));
    assertThat(new Catalog(other).condemnedEver()).isEqualTo(1);
    assertThat(new UsageCensus(other).differences()).isEmpty();
    assertThat(other.identity()).isNotEqualTo(registry.identity());
  }

  @Test
  void isText() throws Exception {
    assertThat(Files.readAllLines(exported()))
        .first()
        .asString()
        .startsWith("{\"vitrine_catalogue\":1,\"registry\":");
    assertThat(Files.readAllLines(exported()))
        .anyMatch(line -> line.startsWith("{\"key\":\"image/a\",\"record\":{\"v\":"))
        .contains("{\"key\":\"collection/condemned\",\"counter\":1}")
        .last()
        .asString()
        .matches("\\{\"records\":8,\"sha256\":\"[0-9a-f]{64}\"}");
  }

  @Test
  void refusesWhatWasCutShort() throws Exception {
    byte[] whole = Files.readAllBytes(exported());
    Path file = folder.resolve("cut");
    for (int length = 0; length < whole.length; length += 7) {
      Files.write(file, Arrays.copyOf(whole, length));
      refused(file);
    }
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    refused(file);
  }

  @Test
  void refusesWhatWasAltered() throws Exception {
    SplittableRandom random = new SplittableRandom(Seeds.next("refusesWhatWasAltered"));
    byte[] whole = Files.readAllBytes(exported());
    Path file = folder.resolve("altered");
    for (int round = 0; round < 200; round++) {
      byte[] altered = whole.clone();
      altered[random.nextInt(altered.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, altered);
      refused(file);
    }
  }

  @Test
  void refusesAnotherFormat() throws Exception {
    String later = Files.readString(exported()).replace("catalogue\":1", "catalogue\":2");
    Path file = Files.writeString(folder.resolve("later"), later);
    assertThatThrownBy(() -> new CatalogueImport(new MemoryRegistry()).readFrom(file))
        .isInstanceOf(DamagedCatalogueException.class)
        .hasMessageContaining("format 2");
  }

  @Test
  void wantsAnEmptyRegistry() {
    assertThatIllegalArgumentException().isThrownBy(() -> new CatalogueImport(registry));
  }

  private void refused(Path file) {
    MemoryRegistry other = new MemoryRegistry();
    assertThatThrownBy(() -> new CatalogueImport(other).readFrom(file))
        .isInstanceOf(DamagedCatalogueException.class);
    assertThat(other.head()).as("written to").isZero();
  }

  private Path exported() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new CatalogueExport(registry).writeTo(out);
    return Files.write(folder.resolve("catalogue.jsonl"), out.toByteArray());
  }

  private static Map<String, String> values(Registry registry) {
    Map<String, String> values = new TreeMap<>();
    try (var entries = registry.scan("", null)) {
      for (Entry entry : (Iterable<Entry>) entries::iterator) {
        if (!entry.key().text().startsWith("meta/")) {
          values.put(entry.key().text(), new String(entry.value(), UTF_8));
        }
      }
    }
    return values;
  }
}

package dev.vitrine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.catalog.registry.Registry;
import dev.vitrine.catalog.registry.Transaction;
import dev.vitrine.catalog.testkit.MemoryRegistry;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class UsageTest {
  private static final Instant THEN = Instant.parse("2026-01-05T10:00:00Z");

  private final Registry registry = new MemoryRegistry();
  private final Catalog catalog = new Catalog(registry);
  private final UsageCensus census = new UsageCensus(registry);

  @Test
  void countsAnImageFromItsFirstCommitToItsLast() throws Exception {
    catalog.transaction().expectFree("a").putImage(queued("a")).commit();
    assertUsage("p", 1, 0, 0, 0);

    change("a", image -> image.status(ImageStatus.SAVING).reservedBytes(100));
    assertUsage("p", 1, 100, 0, 1);

    change("a", image -> image.status(ImageStatus.ACTIVE).sizeBytes(70L).locations(blobs(1)));
    assertUsage("p", 1, 70, 0, 0);

    change("a", image -> image.locations(blobs(2)));
    assertUsage("p", 1, 140, 0, 0);

    change("a", image -> image.property("os_glance_importing_to_stores", "slow"));
    assertUsage("p", 1, 140, 70, 1);

    catalog.transaction().deleteImage("a").commit();
    assertUsage("p", 0, 0, 0, 0);
    try (var counters = registry.scan("usage/", null)) {
      assertThat(counters).isEmpty();
    }
  }

  @Test
  void countsStagedDataApart() throws Exception {
    catalog.transaction().putImage(queued("a")).commit();

    change("a", image -> image.status(ImageStatus.UPLOADING).reservedBytes(50));
    assertUsage("p", 1, 0, 50, 1);

    change("a", image -> image.sizeBytes(50L).reservedBytes(0));
    assertUsage("p", 1, 0, 50, 1);

    change("a", image -> image.status(ImageStatus.IMPORTING).reservedBytes(50));
    assertUsage("p", 1, 50, 50, 1);
  }

  @Test
  void endsAReservationWithTheStateThatItWasFor() throws Exception {
    catalog.transaction().putImage(queued("a")).commit();
    change("a", image -> image.status(ImageStatus.SAVING).reservedBytes(100));

    change("a", image -> image.status(ImageStatus.QUEUED));

    assertUsage("p", 1, 0, 0, 0);
  }

  @Test
  void movesWhatAnImageTakesToItsNewOwner() throws Exception {
    catalog.transaction().putImage(queued("a")).commit();
    change("a", image -> image.status(ImageStatus.SAVING).reservedBytes(100));

    change("a", image -> image.owner(null));

    assertUsage("p", 0, 0, 0, 0);
    assertUsage(null, 1, 100, 0, 1);
  }

  @Test
  void forgetsWhatNobodySees() throws Exception {
    catalog.transaction().putImage(queued("a")).commit();
    change("a", image -> image.status(ImageStatus.ACTIVE).sizeBytes(7L).locations(blobs(1)));

    change("a", image -> image.status(ImageStatus.PENDING_DELETE));

    assertUsage("p", 0, 0, 0, 0);
  }

  @Test
  void refusesACommitThatGoesBeyondTheBoundOfItsOwner() throws Exception {
    catalog.transaction().putImage(queued("a")).commit();
    Versioned<Image> read = catalog.image("a").orElseThrow();
    Image saving = read.value().change().status(ImageStatus.SAVING).reservedBytes(100).build();

    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() ->
            catalog
                .transaction()
                .expectImage(read)
                .putImage(saving)
                .boundUsage("p", Resource.BYTES, 99)
                .commit())
        .satisfies(e -> assertThat(e.key()).isEqualTo(Keys.usage(Resource.BYTES, "p")));
    catalog
        .transaction()
        .expectImage(read)
        .putImage(saving)
        .boundUsage("p", Resource.BYTES, 100)
        .boundUsage("q", Resource.BYTES, 0)
        .commit();
    assertUsage("p", 1, 100, 0, 1);
  }

  @Test
  void countsAnewWhatIsWrongOrWasNeverCounted() throws Exception {
    for (String id : List.of("a", "b", "c")) {
      catalog.transaction().putImage(queued(id)).commit();
    }
    registry.commit(
        Transaction.builder()
            .delete(Keys.usage(Resource.IMAGES, "p"))
            .add(Keys.usage(Resource.BYTES, "nobody"), 5)
            .build());
    assertThat(census.wasTaken()).isFalse();

    assertThat(census.correct())
        .containsExactly(
            new UsageCensus.Difference(Keys.usage(Resource.BYTES, "nobody"), 5, 0),
            new UsageCensus.Difference(Keys.usage(Resource.IMAGES, "p"), 0, 3));

    assertUsage("p", 3, 0, 0, 0);
    assertThat(census.wasTaken()).isTrue();
    assertThat(census.correct()).isEmpty();
  }

  private interface Shape {
    ImageBuilder of(ImageBuilder image);
  }

  private void change(String id, Shape shape) throws Exception {
    Versioned<Image> read = catalog.image(id).orElseThrow();
    Image changed = shape.of(read.value().change()).build();
    catalog.transaction().expectImage(read).putImage(changed).commit();
  }

  private void assertUsage(
      @Nullable String project, long images, long bytes, long staged, long uploads) {
    Usage usage = catalog.usage(project);
    assertThat(usage.amount(Resource.IMAGES)).isEqualTo(images);
    assertThat(usage.amount(Resource.BYTES)).isEqualTo(bytes);
    assertThat(usage.amount(Resource.STAGED_BYTES)).isEqualTo(staged);
    assertThat(usage.amount(Resource.UPLOADS)).isEqualTo(uploads);
    assertThat(census.differences()).isEmpty();
  }

  private static Image queued(String id) {
    return new ImageBuilder(id, THEN).owner("p").build();
  }

  private static List<Location> blobs(int count) {
    return Collections.nCopies(count, new Location.Blob("default", "00".repeat(32)));
  }
}

package dev.vitrine.images.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.backend.Health;
import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.backend.testkit.MemoryImageStore;
import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.blobstore.Tier;
import dev.vitrine.blobstore.testkit.MemoryBackend;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class StoreHealthTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final MemoryBackend cache = new MemoryBackend();
  private final MemoryBackend disks = new MemoryBackend();
  private final Store chunks =
      Store.of(
          "chunks",
          new Store.Chunks(
              BlobStore.open(
                  List.of(
                      new Tier("nvme", Tier.Role.CACHE, cache),
                      new Tier("disks", Tier.Role.DURABLE, disks)),
                  Runnable::run)));

  @Test
  void namesTheTierThatIsAway() throws Exception {
    assertThat(StoreHealth.of(List.of(chunks), LIMIT)).isEqualTo(Map.of("chunks", new Health.Up()));

    disks.failWith(
        (_, _) -> new BlobException.Transient("gone", Duration.ZERO, new IOException("x")));

    assertThat(StoreHealth.of(List.of(chunks), LIMIT))
        .isEqualTo(Map.of("chunks", new Health.Down("tier disks: gone")));
  }

  @Test
  void aStoreThatHangsKeepsNobodyFromKnowingTheOthers() throws Exception {
    MemoryImageStore away = new MemoryImageStore("away");
    away.failWith(new ImageStoreException.Unavailable("no route", Duration.ZERO, null));
    Hanging hanging = new Hanging(new CountDownLatch(1));

    var found =
        StoreHealth.of(
            List.of(
                Store.of("hanging", new Store.Whole(hanging)),
                Store.of("away", new Store.Whole(away)),
                chunks),
            LIMIT);
    hanging.until().countDown();

    assertThat(found)
        .containsExactly(
            Map.entry("hanging", new Health.Down("no answer in 1 s")),
            Map.entry("away", new Health.Down("no route")),
            Map.entry("chunks", new Health.Up()));
  }

  /// Says nothing about itself for a while.
  private record Hanging(CountDownLatch until) implements ImageStore {
    @Override
    public Health health() {
      try {
        until.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return new Health.Up();
    }

    @Override
    public Capabilities capabilities() {
      return new Capabilities(false, false, true);
    }

    @Override
    public String kind() {
      return "hanging";
    }

    @Override
    public Set<String> schemes() {
      return Set.of();
    }

    @Override
    public boolean covers(ImageUri uri) {
      return false;
    }

    @Override
    public ImageWriter newWriter(ImageWriter.Announced image) throws ImageStoreException {
      throw new ImageStoreException.Unsupported("none");
    }

    @Override
    public OptionalLong length(ImageUri uri) throws ImageStoreException {
      throw new ImageStoreException.NotFound("none");
    }

    @Override
    public ImageReader open(ImageUri uri, long offset, long lengthBytes)
        throws ImageStoreException {
      throw new ImageStoreException.NotFound("none");
    }

    @Override
    public void delete(ImageUri uri) throws ImageStoreException {
      throw new ImageStoreException.NotFound("none");
    }

    @Override
    public void close() {}
  }
}

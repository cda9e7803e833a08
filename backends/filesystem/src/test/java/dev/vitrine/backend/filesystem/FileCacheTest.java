package dev.vitrine.backend.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobWriter;
import dev.vitrine.blobstore.BoundedCache;
import dev.vitrine.blobstore.ChunkBackend;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.StoredName;
import dev.vitrine.blobstore.Tier;
import dev.vitrine.blobstore.testkit.ChunkBackendContract;
import dev.vitrine.blobstore.testkit.MemoryBackend;
import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.blobstore.testkit.StoreFixture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A folder that is trusted with nothing.
class FileCacheTest {
  @TempDir private Path folder;

  @Nested
  class Contract extends ChunkBackendContract {
    @Override
    protected ChunkBackend open() throws BlobException {
      return new BoundedCache(FileSystemBackend.openCache(folder), 1L << 30);
    }
  }

  private static StoredName put(ChunkBackend backend, byte[] bytes) throws BlobException {
    StoredName name = StoredName.chunk(Digest.sha256(List.of(ByteBuffer.wrap(bytes))));
    backend.put(name, List.of(ByteBuffer.wrap(bytes)));
    return name;
  }

  private BoundedCache open(long maxBytes) throws BlobException {
    return new BoundedCache(FileSystemBackend.openCache(folder), maxBytes);
  }

  private long bytesOnDisk() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("chunks"))) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  @Test
  void keepsWhatItHasOverARestart() throws Exception {
    StoredName name;
    try (BoundedCache cache = open(1L << 30)) {
      name = put(cache, SeededData.random(1, 100_000));
    }
    try (BoundedCache cache = open(1L << 30)) {
      assertThat(cache.length(name)).hasValue(100_000);
    }
    // As if the process had been killed: the kernel still has what was written.
    CacheMark.ofThisBoot().write(folder);
    try (BoundedCache cache = open(1L << 30)) {
      assertThat(cache.length(name)).hasValue(100_000);
    }
  }

  @Test
  void isEmptyAfterTheMachineStopped() throws Exception {
    StoredName name;
    try (BoundedCache cache = open(1L << 30)) {
      name = put(cache, SeededData.random(2, 100_000));
    }
    new CacheMark("boot 00000000-0000-0000-0000-000000000000").write(folder);
    try (BoundedCache cache = open(1L << 30)) {
      assertThat(cache.length(name)).isEmpty();
    }
    assertThat(bytesOnDisk()).isZero();
  }

  @Test
  void aStoreIsNoCacheAndACacheNoStore() throws Exception {
    Path store = folder.resolve("store");
    FileSystemBackend.open(store).close();
    assertThatThrownBy(() -> FileSystemBackend.openCache(store))
        .isInstanceOf(BlobException.Denied.class)
        .hasMessageContaining("is a store");
    Path cache = folder.resolve("cache-of-ours");
    FileSystemBackend.openCache(cache).close();
    assertThatThrownBy(() -> FileSystemBackend.open(cache))
        .isInstanceOf(BlobException.Denied.class)
        .hasMessageContaining("is a cache");
  }

  @Test
  void whatIsUsedStaysAndTheRestGoes() throws Exception {
    try (BoundedCache cache = open(8 << 20)) {
      StoredName used = put(cache, SeededData.random(3, 1 << 20));
      for (int i = 0; i < 40; i++) {
        put(cache, SeededData.random(100 + i, 1 << 20));
        cache.open(used, 0, 1).close();
        assertThat(cache.bytes()).isLessThanOrEqualTo(8 << 20);
        assertThat(bytesOnDisk()).isEqualTo(cache.bytes());
      }
      assertThat(cache.length(used)).hasValue(1 << 20);
    }
  }

  @Test
  void countsWhatIsThereAlready() throws Exception {
    try (BoundedCache cache = open(1L << 30)) {
      for (int i = 0; i < 20; i++) {
        put(cache, SeededData.random(200 + i, 1 << 20));
      }
    }
    try (BoundedCache _ = open(8 << 20)) {
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (bytesOnDisk() > 8 << 20 && System.nanoTime() < end) {
        Thread.sleep(10);
      }
      assertThat(bytesOnDisk()).isLessThanOrEqualTo(8 << 20).isPositive();
    }
  }

  @Test
  void aStoreReadsOnWhileItsCacheIsWiped() throws Exception {
    byte[] bytes = SeededData.random(4, 8 << 20);
    MemoryBackend record = new MemoryBackend(true);
    try (StoreFixture fixture =
        new StoreFixture(
            List.of(
                new Tier("near", Tier.Role.CACHE, open(64 << 20)),
                new Tier("far", Tier.Role.DURABLE, record)))) {
      BlobWriter.Receipt receipt = fixture.upload(bytes);
      assertThat(bytesOnDisk()).isEqualTo(8 << 20);
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).filter(this::isContent).toList()) {
          Files.delete(file);
        }
      }
      assertThat(fixture.download(receipt.recipe())).isEqualTo(bytes);
      long reads = record.calls(MemoryBackend.Call.OPEN);
      assertThat(fixture.download(receipt.recipe())).isEqualTo(bytes);
      assertThat(record.calls(MemoryBackend.Call.OPEN)).isEqualTo(reads);
      assertThat(bytesOnDisk()).isEqualTo(8 << 20);
    }
  }

  /// Everything but the folder itself, its mark, its descriptor and its lock.
  private boolean isContent(Path path) {
    return !path.equals(folder)
        && !List.of("cache", "vitrine-store", "lock").contains(path.getFileName().toString());
  }
}

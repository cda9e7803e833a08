package dev.vitrine.benchmarks.micro;

import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.catalog.registry.Entry;
import dev.vitrine.catalog.registry.Key;
import dev.vitrine.catalog.registry.Transaction;
import dev.vitrine.registry.rocksdb.RocksRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/// Commits that survive the loss of power, by one caller and by sixteen (whose commits share a
/// synchronisation), and reads. The folder is the system's temporary one: give it a real disk
/// (`-jvmArgsAppend -Djava.io.tmpdir=...`), or the commits are of another kind.
public class RegistryBenchmark extends MicroBenchmark {
  private static final int IMAGES = 1000;

  /// What an image's record weighs, roughly.
  private static final int RECORD_BYTES = 1024;

  private final Path folder;
  private final RocksRegistry registry;
  private final List<Key> keys =
      Stream.iterate(0, number -> number + 1).limit(IMAGES).map(RegistryBenchmark::key).toList();

  public RegistryBenchmark() {
    try {
      folder = Files.createTempDirectory("registry-benchmark");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    registry = RocksRegistry.open(folder.resolve("registry"));
  }

  private static Key key(int number) {
    return new Key("image/%08d".formatted(number));
  }

  @TearDown
  public void remove() throws IOException {
    registry.close();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Benchmark
  @Threads(1)
  public long commit() throws ConflictException, InterruptedException {
    return write();
  }

  @Benchmark
  @Threads(16)
  public long commitBySixteen() throws ConflictException, InterruptedException {
    return write();
  }

  @Benchmark
  @Threads(1)
  public @Nullable Entry get() {
    return registry.get(anyKey());
  }

  private long write() throws ConflictException, InterruptedException {
    byte[] record = new byte[RECORD_BYTES];
    ThreadLocalRandom.current().nextBytes(record);
    return registry.commit(Transaction.builder().put(anyKey(), record).build());
  }

  private Key anyKey() {
    return keys.get(ThreadLocalRandom.current().nextInt(IMAGES));
  }
}

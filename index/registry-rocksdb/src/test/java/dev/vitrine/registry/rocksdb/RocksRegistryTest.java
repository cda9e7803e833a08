package dev.vitrine.registry.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vitrine.catalog.registry.Change;
import dev.vitrine.catalog.registry.Entry;
import dev.vitrine.catalog.registry.Key;
import dev.vitrine.catalog.registry.Registry;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.catalog.registry.Transaction;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

final class RocksRegistryTest {
  @TempDir private Path temporary;

  @Test
  void findsEverythingAgainWhenItIsOpenedAgain() throws Exception {
    Path directory = temporary.resolve("not/yet/there");
    String identity;
    List<Change> feed;
    try (Registry registry = RocksRegistry.open(directory)) {
      identity = registry.identity();
      for (int i = 0; i < 20; i++) {
        put(registry, i);
      }
      registry.commit(Transaction.builder().delete(key(7)).build());
      feed = registry.changes(0, 1000);
    }
    try (Registry registry = RocksRegistry.open(directory)) {
      assertThat(registry.identity()).isEqualTo(identity);
      assertThat(registry.head()).isEqualTo(21);
      assertThat(registry.changes(0, 1000)).isEqualTo(feed);
      assertThat(registry.awaitBeyond(20, Duration.ZERO)).isEqualTo(21);
      assertThat(registry.get(key(7))).isNull();
      Entry entry = registry.get(key(3));
      assertThat(entry).isNotNull();
      assertThat(entry.revision()).isEqualTo(4);
      assertThat(put(registry, 7)).isEqualTo(22);
    }
  }

  @Test
  void remembersWhereItsFeedBegins() throws Exception {
    long oldest;
    try (Registry registry = openForgetful()) {
      for (int i = 0; i < 50; i++) {
        put(registry, i);
      }
      oldest = registry.oldestCursor();
      assertThat(oldest).isEqualTo(40);
    }
    try (Registry registry = openForgetful()) {
      assertThat(registry.oldestCursor()).isEqualTo(oldest);
      assertThatIllegalArgumentException().isThrownBy(() -> registry.changes(oldest - 1, 10));
      put(registry, 0);
      assertThat(registry.oldestCursor()).isEqualTo(oldest + 1);
    }
  }

  @Test
  void refusesASecondOpenerInWordsThatNameTheFolder() {
    try (Registry registry = RocksRegistry.open(temporary)) {
      assertThat(registry.head()).isZero();
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> RocksRegistry.open(temporary))
          .withMessageContaining(temporary.toString())
          .withMessageContaining("another vitrine is running");
    }
    RocksRegistry.open(temporary).close();
  }

  @Test
  void canBeReadBesideTheOneWhoWrites() throws Exception {
    try (Registry writer = RocksRegistry.open(temporary)) {
      put(writer, 1);
      try (Registry reader = RocksRegistry.openReadOnly(temporary)) {
        put(writer, 2);

        assertThat(reader.identity()).isEqualTo(writer.identity());
        assertThat(reader.head()).isEqualTo(1);
        assertThat(reader.get(key(1))).isNotNull();
        assertThat(reader.get(key(2))).as("what came later").isNull();
        assertThat(reader.awaitBeyond(0, Duration.ofDays(1))).isEqualTo(1);
        assertThat(reader.awaitBeyond(1, Duration.ofMillis(10))).isEqualTo(1);
        assertThatExceptionOfType(RegistryException.class).isThrownBy(() -> put(reader, 3));
      }
      assertThat(put(writer, 3)).isEqualTo(3);
    }
    try (Registry reader = RocksRegistry.openReadOnly(temporary)) {
      assertThat(reader.head()).as("also when nobody writes").isEqualTo(3);
    }
    try (Registry writer = RocksRegistry.open(temporary)) {
      assertThat(put(writer, 4)).isEqualTo(4);
    }
  }

  @Test
  void saysWhenThereIsNothingToRead() {
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> RocksRegistry.openReadOnly(temporary.resolve("nothing")))
        .withMessageContaining("there is no registry in");
    assertThat(temporary.resolve("nothing")).doesNotExist();
  }

  @Test
  void refusesADatabaseThatIsNoRegistry() throws Exception {
    try (var options = new Options().setCreateIfMissing(true);
        RocksDB other = RocksDB.open(options, temporary.toString())) {
      other.put("somebody".getBytes(UTF_8), "else's".getBytes(UTF_8));
    }

    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> RocksRegistry.open(temporary))
        .withMessageContaining("something else's");
  }

  @Test
  void refusesALaterFormat() throws Exception {
    try (var options = new Options().setCreateIfMissing(true);
        RocksDB later = RocksDB.open(options, temporary.toString())) {
      later.put("format".getBytes(UTF_8), "2".getBytes(UTF_8));
    }

    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> RocksRegistry.open(temporary))
        .withMessageContaining("a later version of the program wrote it");
  }

  @Test
  void startsAgainFromALogThatWasCutShort() throws Exception {
    Path crashed = temporary.resolve("crashed");
    try (Registry registry = RocksRegistry.open(temporary.resolve("running"))) {
      for (int i = 0; i < 10; i++) {
        put(registry, i);
      }
      copy(temporary.resolve("running"), crashed);
    }
    // After a loss of power it is as old as the disk left it.
    try (AcknowledgedHead acknowledged = AcknowledgedHead.openToWrite(crashed)) {
      acknowledged.set(9);
    }
    Path wal = newestLog(crashed);
    try (FileChannel channel = FileChannel.open(wal, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 3);
    }

    try (Registry registry = RocksRegistry.open(crashed)) {
      assertThat(registry.head()).isEqualTo(9);
      assertThat(registry.get(key(9))).isNull();
      assertThat(registry.changes(0, 100)).hasSize(9);
      assertThat(put(registry, 9)).isEqualTo(10);
    }
  }

  private Registry openForgetful() {
    return RocksRegistry.open(temporary, new RocksRegistry.Options(10, Committer.LIMIT));
  }

  private static long put(Registry registry, int i) throws Exception {
    return registry.commit(
        Transaction.builder().put(key(i), ("value " + i).getBytes(UTF_8)).build());
  }

  private static Key key(int i) {
    return new Key("k/" + i);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName().toString()));
      }
    }
  }

  private static Path newestLog(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .max(Comparator.naturalOrder())
          .orElseThrow();
    }
  }
}

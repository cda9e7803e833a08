package dev.vitrine.registry.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vitrine.blobstore.testkit.Seeds;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damages what a killed process leaves.
final class LostCommitsTest {
  private static final int COMMITS = 200;

  @TempDir private Path temporary;

  private Path killed;
  private String identity;

  /// A copy of the folder while the registry is open is what a kill leaves of it.
  @BeforeEach
  void leaveARegistryBehind() throws Exception {
    killed = temporary.resolve("killed");
    Path running = temporary.resolve("running");
    try (Registry registry = RocksRegistry.open(running)) {
      identity = registry.identity();
      for (int i = 1; i <= COMMITS; i++) {
        assertThat(put(registry, i)).isEqualTo(i);
      }
      copy(running, killed);
    }
  }

  @Test
  void startsWhenNothingWasDamaged() {
    try (Registry registry = RocksRegistry.open(killed)) {
      assertThat(registry.head()).isEqualTo(COMMITS);
      assertThat(registry.identity()).isEqualTo(identity);
    }
  }

  /// Wherever it is, and whatever it does to the log's own framing: what is refused is told of, and
  /// what is not refused is whole.
  @Test
  void neverStartsWithoutACommitThatWasAcknowledged() throws Exception {
    var random =
        new Random(Seeds.next("LostCommitsTest.neverStartsWithoutACommitThatWasAcknowledged"));
    byte[] log = Files.readAllBytes(log(killed));
    int refused = 0;
    for (int round = 0; round < 60; round++) {
      Path folder = temporary.resolve("round-" + round);
      copy(killed, folder);
      byte[] damaged = log.clone();
      for (int bits = 1 + random.nextInt(3); bits > 0; bits--) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(log(folder), damaged);
      try (Registry registry = RocksRegistry.open(folder)) {
        checkWhole(registry, COMMITS);
      } catch (RegistryException e) {
        assertThat(e).isInstanceOf(RegistryException.LostCommits.class);
        assertThat(Files.readAllBytes(log(folder))).as("left as it was").isEqualTo(damaged);
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void refusesALogThatHasLostItsLastCommit() throws Exception {
    try (FileChannel channel = FileChannel.open(log(killed), StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 3);
    }
    assertThatExceptionOfType(RegistryException.LostCommits.class)
        .isThrownBy(() -> RocksRegistry.open(killed))
        .withMessageContaining(killed.toString())
        .withMessageContaining("ends with commit 199, and commits up to 200 were acknowledged");
    assertThatExceptionOfType(RegistryException.LostCommits.class)
        .as("nor is it read")
        .isThrownBy(() -> RocksRegistry.openReadOnly(killed));
  }

  @Test
  void dropsTheBrokenEndThatNobodyWasToldOf() throws Exception {
    Files.write(log(killed), "torn".getBytes(UTF_8), StandardOpenOption.APPEND);

    try (Registry registry = RocksRegistry.open(killed)) {
      checkWhole(registry, COMMITS);
      assertThat(put(registry, COMMITS + 1)).isEqualTo(COMMITS + 1);
    }
  }

  @Test
  void refusesARegistryThatHasLostItsVeryBeginning() throws Exception {
    flip(log(killed), 20);

    assertThatExceptionOfType(RegistryException.LostCommits.class)
        .as("instead of making a new one")
        .isThrownBy(() -> RocksRegistry.open(killed))
        .withMessageContaining("ends with commit 0");
  }

  @Test
  void needsNoMark() throws Exception {
    Files.delete(killed.resolve(AcknowledgedHead.FILE));
    try (Registry registry = RocksRegistry.open(killed)) {
      checkWhole(registry, COMMITS);
    }
  }

  @Test
  void doesNotBelieveADamagedMark() throws Exception {
    flip(killed.resolve(AcknowledgedHead.FILE), 1);
    try (Registry registry = RocksRegistry.open(killed)) {
      checkWhole(registry, COMMITS);
    }
    assertThat(AcknowledgedHead.read(killed)).as("and writes it anew").isEqualTo(COMMITS);
  }

  @Test
  void goesOnWithoutTheLostCommitsWhenThatIsAskedFor() throws Exception {
    byte[] sound = Files.readAllBytes(log(killed));
    flip(log(killed), sound.length / 2);
    byte[] damaged = Files.readAllBytes(log(killed));
    String name = log(killed).getFileName().toString();

    long lost = RocksRegistry.giveUpLostCommits(killed, temporary.resolve("copies"));

    assertThat(lost).isBetween(1L, COMMITS - 1L);
    assertThat(temporary.resolve("copies").resolve(name)).hasBinaryContent(damaged);
    try (Registry registry = RocksRegistry.open(killed)) {
      checkWhole(registry, COMMITS - lost);
      assertThat(registry.identity()).as("another history").isNotEqualTo(identity);
      assertThat(put(registry, 0)).isEqualTo(COMMITS - lost + 1);
    }
    try (Registry registry = RocksRegistry.open(killed)) {
      assertThat(registry.head()).isEqualTo(COMMITS - lost + 1);
    }
  }

  @Test
  void givesUpNothingWhereNothingIsLost() {
    assertThat(RocksRegistry.giveUpLostCommits(killed, temporary.resolve("copies"))).isZero();
    assertThat(temporary.resolve("copies")).doesNotExist();
    try (Registry registry = RocksRegistry.open(killed)) {
      assertThat(registry.identity()).isEqualTo(identity);
      checkWhole(registry, COMMITS);
    }
  }

  private static void checkWhole(Registry registry, long commits) {
    assertThat(registry.head()).isEqualTo(commits);
    assertThat(registry.changes(0, 1_000)).hasSize((int) commits);
    for (int i = 1; i <= commits; i++) {
      Entry entry = registry.get(new Key("k/" + i));
      assertThat(entry).isNotNull();
      assertThat(entry.revision()).isEqualTo(i);
      assertThat(entry.value()).isEqualTo(value(i));
    }
  }

  private static long put(Registry registry, int i) throws Exception {
    return registry.commit(Transaction.builder().put(new Key("k/" + i), value(i)).build());
  }

  /// Some are longer than one of the log's blocks of 32 KiB.
  private static byte[] value(int i) {
    return ("value " + i + "x".repeat(i % 50 == 0 ? 40_000 : i)).getBytes(UTF_8);
  }

  private static void flip(Path file, int at) throws IOException {
    byte[] content = Files.readAllBytes(file);
    content[at] ^= 4;
    Files.write(file, content);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (Path file : files(from)) {
      Files.copy(file, to.resolve(file.getFileName().toString()));
    }
  }

  private static Path log(Path directory) throws IOException {
    return files(directory).stream()
        .filter(file -> file.toString().endsWith(".log"))
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return new ArrayList<>(files.toList());
    }
  }
}

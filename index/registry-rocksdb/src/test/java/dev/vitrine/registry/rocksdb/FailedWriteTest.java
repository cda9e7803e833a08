package dev.vitrine.registry.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.catalog.registry.Entry;
import dev.vitrine.catalog.registry.Key;
import dev.vitrine.catalog.registry.Registry;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.catalog.registry.Transaction;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Takes away from a process what it needs to write (by the limit on the size of its files, which
/// needs no privilege and fails writes half-way, as a full disk does) and gives it back.
@Timeout(120)
final class FailedWriteTest {
  private static final int VALUE_BYTES = 10_000;

  @TempDir private Path directory;

  @Test
  void staysReadableWhileNothingCanBeWrittenAndRecoversByItself() throws Exception {
    Process process = Child.start(Scenario.class, directory.toString());
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    long written = Long.parseLong(output.lines().toList().getLast());
    try (Registry registry = RocksRegistry.open(directory)) {
      assertThat(registry.head()).isEqualTo(written);
      assertThat(registry.changes(0, 10_000)).hasSize((int) written);
      for (int i = 1; i <= written; i++) {
        checkReadable(registry, i);
      }
    }
  }

  /// The record of revision `i`, whole.
  private static void checkReadable(Registry registry, long i) {
    Entry entry = registry.get(new Key("k/" + i));
    assertThat(entry).isNotNull();
    assertThat(entry.revision()).isEqualTo(i);
    assertThat(entry.value()).isEqualTo(value(i));
  }

  private static byte[] value(long i) {
    byte[] value = new byte[VALUE_BYTES];
    Arrays.fill(value, (byte) i);
    return value;
  }

  static final class Scenario {
    private Scenario() {}

    /// Prints, last, the revision it got to; ends with a stack trace and another exit code than 0
    /// when something is not as it should be.
    public static void main(String[] arguments) throws Exception {
      try (Registry registry = RocksRegistry.open(Path.of(arguments[0]))) {
        long done = 0;
        for (int i = 0; i < 5; i++) {
          done = commit(registry, done + 1);
        }
        try (Stream<Entry> scan = registry.scan("", null)) {
          Iterator<Entry> entries = scan.iterator();
          entries.next();
          limitFiles("100000");
          done = commitUntilRefused(registry, done);
          assertLost(entries);
        }
        for (int i = 1; i <= done; i++) {
          checkReadable(registry, i);
        }
        assertThat(registry.head()).isEqualTo(done);
        assertThat(registry.changes(0, 1_000)).hasSize((int) done);
        limitFiles("1");
        Thread.sleep(1_200);
        long refused = commitUntilRefused(registry, done);
        assertThat(refused).as("still nothing can be written").isEqualTo(done);
        checkReadable(registry, done);

        limitFiles("unlimited");
        done = commitUntilTaken(registry, done);
        done = commit(registry, done + 1);
        System.out.println(done);
      }
    }

    private static long commit(Registry registry, long i) throws Exception {
      long revision =
          registry.commit(Transaction.builder().put(new Key("k/" + i), value(i)).build());
      assertThat(revision).isEqualTo(i);
      return revision;
    }

    private static long commitUntilRefused(Registry registry, long done) throws Exception {
      long last = done;
      while (last < done + 100) {
        try {
          last = commit(registry, last + 1);
        } catch (RegistryException e) {
          assertThat(e).isExactlyInstanceOf(RegistryException.class);
          assertThat(e).hasMessageContaining("registry");
          return last;
        }
      }
      throw new AssertionError("nothing was refused");
    }

    private static long commitUntilTaken(Registry registry, long done) throws Exception {
      long deadline = System.nanoTime() + 30_000_000_000L;
      while (true) {
        try {
          return commit(registry, done + 1);
        } catch (RegistryException e) {
          assertThat(System.nanoTime()).as("recovers in time").isLessThan(deadline);
          Thread.sleep(50);
        }
      }
    }

    private static void assertLost(Iterator<Entry> entries) {
      try {
        entries.next();
        entries.next();
      } catch (RegistryException e) {
        return;
      }
      throw new AssertionError("a scan went on over a closed database");
    }

    /// Sets the soft limit of this process on the size of a file.
    private static void limitFiles(String bytes) throws Exception {
      Process prlimit =
          new ProcessBuilder(
                  "prlimit",
                  "--pid",
                  Long.toString(ProcessHandle.current().pid()),
                  "--fsize=" + bytes + ":")
              .redirectErrorStream(true)
              .start();
      String output = new String(prlimit.getInputStream().readAllBytes(), UTF_8);
      assertThat(prlimit.waitFor()).as(output).isZero();
    }
  }
}

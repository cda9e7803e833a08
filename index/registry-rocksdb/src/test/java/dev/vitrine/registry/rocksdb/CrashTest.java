package dev.vitrine.registry.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.blobstore.testkit.Seeds;
import dev.vitrine.catalog.registry.Change;
import dev.vitrine.catalog.registry.Entry;
import dev.vitrine.catalog.registry.Key;
import dev.vitrine.catalog.registry.Registry;
import dev.vitrine.catalog.registry.Transaction;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Kills a process that commits, again and again, and looks at what it leaves.
@Timeout(120)
final class CrashTest {
  private static final int ROUNDS = 3;
  private static final int THREADS = 4;

  @TempDir private Path directory;

  @Test
  void keepsEveryAcknowledgedCommitWhenKilled() throws Exception {
    var random = new Random(Seeds.next("CrashTest.keepsEveryAcknowledgedCommitWhenKilled"));
    var acknowledged = new TreeMap<Long, String>();
    for (int round = 0; round < ROUNDS; round++) {
      acknowledged.putAll(commitAndKill(round, 50 + random.nextInt(1_000), random.nextInt(20)));
      check(acknowledged, (round + 1) * THREADS);
    }
  }

  /// Lets a process acknowledge some commits, then some time pass, then kills it. What it
  /// acknowledged by revision.
  private Map<Long, String> commitAndKill(int round, int commits, int moreMillis) throws Exception {
    Process process =
        Child.start(CommittingProcess.class, directory.toString(), Integer.toString(round));
    var acknowledged = new TreeMap<Long, String>();
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        // A line that the kill cut short has no end mark.
        String[] words = line.split(" ", -1);
        if (words.length == 4 && words[0].equals("done") && words[3].equals(".")) {
          acknowledged.put(Long.valueOf(words[1]), words[2]);
        }
        if (acknowledged.size() == commits && process.isAlive()) {
          Thread.sleep(moreMillis);
          // Not by the process object, which would close the pipe: what is in it counts.
          process.toHandle().destroyForcibly();
        }
      }
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(commits);
    return acknowledged;
  }

  private void check(NavigableMap<Long, String> acknowledged, int mostUnheard) {
    try (Registry registry = RocksRegistry.open(directory)) {
      long head = registry.head();
      assertThat(head)
          .as("at most one commit of each thread was not heard of")
          .isBetween(acknowledged.lastKey(), acknowledged.size() + (long) mostUnheard);
      var feed = new ArrayList<Change>();
      for (List<Change> page = registry.changes(0, 1_000);
          !page.isEmpty();
          page = registry.changes(feed.getLast().revision(), 1_000)) {
        feed.addAll(page);
      }
      long expected = 0;
      for (int i = 0; i < feed.size(); i += 2) {
        expected++;
        assertThat(feed.get(i).revision()).as("revisions are consecutive").isEqualTo(expected);
        assertThat(feed.get(i).key()).as("in key order").isEqualTo(CommittingProcess.LAST);
        assertThat(feed.get(i + 1).revision()).as("commits are whole").isEqualTo(expected);
        Entry written = registry.get(feed.get(i + 1).key());
        assertThat(written).isNotNull();
        assertThat(written.revision()).isEqualTo(expected);
      }
      assertThat(expected).isEqualTo(head);
      acknowledged.forEach((revision, name) -> {
        Entry entry = registry.get(new Key("one/" + name));
        assertThat(entry).as("commit %d", revision).isNotNull();
        assertThat(entry.revision()).isEqualTo(revision);
        assertThat(new String(entry.value(), 0, name.length(), UTF_8)).isEqualTo(name);
      });
      Entry last = registry.get(CommittingProcess.LAST);
      assertThat(last).isNotNull();
      assertThat(last.revision()).isEqualTo(head);
    }
  }

  /// Commits for ever on several threads and says so after each.
  static final class CommittingProcess {
    static final Key LAST = new Key("last");

    private CommittingProcess() {}

    public static void main(String[] arguments) {
      Registry registry = RocksRegistry.open(Path.of(arguments[0]));
      for (int i = 0; i < THREADS; i++) {
        String thread = arguments[1] + "-" + i;
        Thread.ofPlatform()
            .start(() -> {
              try {
                for (int n = 0; ; n++) {
                  commit(registry, thread + "-" + n, n);
                }
              } catch (Exception e) {
                e.printStackTrace();
                Runtime.getRuntime().halt(1);
              }
            });
      }
    }

    private static void commit(Registry registry, String name, int n) throws Exception {
      byte[] value = (name + "x".repeat(n % 5_000)).getBytes(UTF_8);
      long revision =
          registry.commit(
              Transaction.builder().put(new Key("one/" + name), value).put(LAST, value).build());
      System.out.println("done " + revision + " " + name + " .");
    }
  }
}

package dev.vitrine.catalog.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vitrine.blobstore.testkit.Seeds;
import dev.vitrine.catalog.registry.Change;
import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.catalog.registry.Counter;
import dev.vitrine.catalog.registry.Entry;
import dev.vitrine.catalog.registry.Key;
import dev.vitrine.catalog.registry.Registry;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.catalog.registry.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a [Registry] promises. An implementation's tests inherit it.
@Timeout(120)
public abstract class RegistryContract {
  /// Longer than anything takes that a test waits for; only a failing test waits so long.
  private static final Duration SOON = Duration.ofSeconds(30);

  private static final Key A = new Key("a");
  private static final Key B = new Key("b");
  private static final Key C = new Key("c");

  private Registry registry = new MemoryRegistry();

  /// A new, empty registry whose feed tells about at least `feedCommits` commits, and not about
  /// many times as many. The contract closes it.
  protected abstract Registry create(int feedCommits) throws Exception;

  @BeforeEach
  final void createRegistry() throws Exception {
    registry = create(10_000);
  }

  @AfterEach
  final void closeRegistry() {
    registry.close();
  }

  // Reading and writing

  @Test
  void startsEmpty() {
    assertThat(registry.head()).isZero();
    assertThat(registry.get(A)).isNull();
    assertThat(scan("")).isEmpty();
    assertThat(registry.changes(0, 10)).isEmpty();
    assertThat(registry.oldestCursor()).isZero();
  }

  @Test
  void hasAnIdentityThatNoOtherHas() throws Exception {
    try (Registry other = create(10)) {
      assertThat(registry.identity()).isNotEmpty().isEqualTo(registry.identity());
      assertThat(other.identity()).isNotEqualTo(registry.identity());
    }
  }

  @Test
  void readsBackWhatWasCommitted() throws Exception {
    long revision = put(A, "one");

    assertThat(revision).isEqualTo(1);
    assertThat(text(A)).isEqualTo("one");
    assertThat(revisionOf(A)).isEqualTo(1);
  }

  @Test
  void replacesAndGivesTheRevisionOfTheLastWrite() throws Exception {
    put(A, "one");
    put(B, "other");
    put(A, "two");

    assertThat(text(A)).isEqualTo("two");
    assertThat(revisionOf(A)).isEqualTo(3);
    assertThat(revisionOf(B)).isEqualTo(2);
  }

  @Test
  void deletes() throws Exception {
    put(A, "one");
    long revision = registry.commit(Transaction.builder().delete(A).build());

    assertThat(revision).isEqualTo(2);
    assertThat(registry.get(A)).isNull();
    assertThat(registry.getAll(List.of(A, B))).isEmpty();
    assertThat(scan("")).isEmpty();
    registry.commit(Transaction.builder().expectAbsent(A).put(A, bytes("again")).build());
    assertThat(text(A)).isEqualTo("again");
  }

  @Test
  void countsDeletingWhatIsNotThereAsAWrite() throws Exception {
    assertThat(registry.commit(Transaction.builder().delete(A).build())).isEqualTo(1);
    assertThat(registry.changes(0, 10)).containsExactly(new Change(1, A, true));
  }

  @Test
  void keepsAnEmptyValueApartFromNone() throws Exception {
    put(A, "");

    assertThat(text(A)).isEmpty();
    assertThat(scan("")).containsExactly("a=");
  }

  @Test
  void keepsEveryByteOfAValue() throws Exception {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    registry.commit(Transaction.builder().put(A, all).build());

    assertThat(entry(A).value()).isEqualTo(all);
  }

  @Test
  void takesKeysOfAnyTextUpToTheirLimit() throws Exception {
    List<Key> keys =
        List.of(
            new Key("with space/slash\\and \"quotes\""),
            new Key("tab\tzero\0newline\n"),
            new Key("grüße/日本/𝄞"),
            new Key("k".repeat(Key.MAX_BYTES)));
    for (Key key : keys) {
      put(key, key.text());
    }

    for (Key key : keys) {
      assertThat(text(key)).isEqualTo(key.text());
    }
    assertThat(registry.getAll(keys)).containsOnlyKeys(keys);
  }

  @Test
  void handsOutArraysThatBelongToTheReader() throws Exception {
    put(A, "one");
    Arrays.fill(entry(A).value(), (byte) 'x');

    assertThat(text(A)).isEqualTo("one");
  }

  @Test
  void readsSeveralAtOnceAndLeavesOutWhatIsNotThere() throws Exception {
    put(A, "1");
    put(C, "3");

    Map<Key, Entry> found = registry.getAll(List.of(C, B, A, C));
    assertThat(found).containsOnlyKeys(A, C);
    assertThat(found.get(C)).isNotNull();
    assertThat(registry.getAll(List.of())).isEmpty();
  }

  @Test
  void carriesTheHeaviestTransaction() throws Exception {
    var builder = Transaction.builder();
    byte[] megabyte = new byte[1 << 20];
    new Random(1).nextBytes(megabyte);
    for (int i = 0; i < 7; i++) {
      builder.put(new Key("big/" + i), megabyte);
    }
    for (int i = 0; i < 5_000; i++) {
      builder.put(new Key("small/" + i), bytes("v" + i));
    }
    registry.commit(builder.build());

    assertThat(entry(new Key("big/6")).value()).isEqualTo(megabyte);
    assertThat(scan("small/")).hasSize(5_000);
    assertThat(registry.changes(0, 1)).hasSize(5_007);
  }

  // Expectations

  @Test
  void commitsWhenWhatIsExpectedHolds() throws Exception {
    long first = put(A, "one");
    registry.commit(
        Transaction.builder().expect(A, first).expectAbsent(B).put(A, bytes("two")).build());

    assertThat(text(A)).isEqualTo("two");
  }

  @Test
  void refusesWhenTheRecordChanged() throws Exception {
    long first = put(A, "one");
    put(A, "two");

    conflicts(Transaction.builder().expect(A, first).put(A, bytes("mine")).build(), A);
    assertThat(text(A)).isEqualTo("two");
    assertThat(registry.head()).isEqualTo(2);
  }

  @Test
  void refusesWhenTheRecordIsThereOrGone() throws Exception {
    long first = put(A, "one");
    conflicts(Transaction.builder().expectAbsent(A).put(A, bytes("mine")).build(), A);

    registry.commit(Transaction.builder().delete(A).build());
    conflicts(Transaction.builder().expect(A, first).put(A, bytes("mine")).build(), A);
  }

  @Test
  void refusesARecordThatWasDeletedAndMadeAgain() throws Exception {
    long first = put(A, "one");
    registry.commit(Transaction.builder().delete(A).build());
    put(A, "one");

    conflicts(Transaction.builder().expect(A, first).put(A, bytes("mine")).build(), A);
  }

  @Test
  void writesNothingOfARefusedTransaction() throws Exception {
    put(B, "there");

    conflicts(
        Transaction.builder()
            .put(A, bytes("x"))
            .delete(B)
            .expectAbsent(B)
            .put(C, bytes("x"))
            .build(),
        B);
    assertThat(scan("")).containsExactly("b=there");
    assertThat(registry.changes(1, 10)).isEmpty();
  }

  @Test
  void expectsKeysThatItDoesNotWrite() throws Exception {
    long lease = put(A, "mine");
    registry.commit(Transaction.builder().expect(A, lease).put(B, bytes("work")).build());
    put(A, "taken over");

    conflicts(Transaction.builder().expect(A, lease).put(B, bytes("late")).build(), A);
    assertThat(text(B)).isEqualTo("work");
  }

  @Test
  void onlyChecksWhenThereIsNothingToWrite() throws Exception {
    assertThat(registry.commit(Transaction.builder().build())).isZero();
    long first = put(A, "one");
    put(B, "two");

    assertThat(registry.commit(Transaction.builder().expect(A, first).build())).isEqualTo(2);
    conflicts(Transaction.builder().expectAbsent(A).build(), A);
    assertThat(registry.head()).isEqualTo(2);
    assertThat(registry.changes(2, 10)).isEmpty();
  }

  // Scans

  @Test
  void scansWhatBeginsWithThePrefixAndNothingBeside() throws Exception {
    for (String key : List.of("m/1", "m/1/x", "m/2", "m", "m.", "m0", "n/1", "l/1", "mm/1")) {
      put(new Key(key), key);
    }

    assertThat(scan("m/")).containsExactly("m/1=m/1", "m/1/x=m/1/x", "m/2=m/2");
    assertThat(scan("m/1/")).containsExactly("m/1/x=m/1/x");
    assertThat(scan("o")).isEmpty();
    assertThat(scan("")).hasSize(9);
  }

  @Test
  void scansToTheEndOfWhatThePrefixOfTheLargestCodePointHas() throws Exception {
    String largest = "p\uDBFF\uDFFF";
    put(new Key(largest), "0");
    put(new Key(largest + "1"), "1");
    put(new Key("q"), "2");

    assertThat(scan(largest)).hasSize(2);
  }

  @Test
  void scansInTheOrderOfCodePoints() throws Exception {
    // As UTF-16 units the last but one would come before the one in front of it.
    List<String> ordered =
        List.of("k/", "k/A", "k/a", "k/a\0", "k/aa", "k/é", "k/日", "k/\uFFFD", "k/𝄞", "k/𝄞𝄞");
    for (String key : ordered.reversed()) {
      put(new Key(key), "");
    }

    assertThat(scan("k/")).containsExactlyElementsOf(ordered.stream().map(k -> k + "=").toList());
    assertThat(ordered.stream().map(Key::new).sorted().map(Key::text)).isEqualTo(ordered);
  }

  @Test
  void scansOnAfterAKey() throws Exception {
    for (int i = 1; i <= 5; i++) {
      put(new Key("k/" + i), "");
    }

    assertThat(scan("k/", "k/2")).containsExactly("k/3=", "k/4=", "k/5=");
    assertThat(scan("k/", "k/22")).as("a key that is not there").hasSize(3);
    assertThat(scan("k/", "k/5")).isEmpty();
    assertThat(scan("k/", "a")).as("a key before the prefix").hasSize(5);
    assertThat(scan("k/", "z")).as("a key after the prefix").isEmpty();
    assertThat(scan("", "k/4")).containsExactly("k/5=");
  }

  @Test
  void scansOneMomentWhileWritesGoOn() throws Exception {
    for (int i = 0; i < 100; i++) {
      put(new Key("k/" + (1000 + i)), "old");
    }
    try (Stream<Entry> entries = registry.scan("k/", null)) {
      Iterator<Entry> iterator = entries.iterator();
      iterator.next();
      for (int i = 0; i < 100; i++) {
        Transaction.Builder change = Transaction.builder();
        change.put(new Key("k/" + (2000 + i)), bytes("new"));
        if (i % 2 == 0) {
          change.put(new Key("k/" + (1000 + i)), bytes("new"));
        } else {
          change.delete(new Key("k/" + (1000 + i)));
        }
        registry.commit(change.build());
      }
      int more = 0;
      while (iterator.hasNext()) {
        Entry entry = iterator.next();
        assertThat(new String(entry.value(), UTF_8)).isEqualTo("old");
        assertThat(entry.revision()).isLessThanOrEqualTo(100);
        more++;
      }
      assertThat(more).isEqualTo(99);
    }
    assertThat(scan("k/")).hasSize(150);
  }

  @Test
  void letsAScanBeClosedEarlyAndTwice() throws Exception {
    put(A, "1");
    put(B, "2");
    Stream<Entry> entries = registry.scan("", null);
    entries.iterator().next();
    entries.close();
    entries.close();

    try (Stream<Entry> unused = registry.scan("", null)) {
      assertThat(unused).isNotNull();
    }
    assertThat(scan("")).hasSize(2);
  }

  // The feed

  @Test
  void tellsWhatEachCommitWroteInOrder() throws Exception {
    put(B, "1");
    registry.commit(Transaction.builder().put(C, bytes("2")).delete(B).put(A, bytes("2")).build());

    assertThat(registry.changes(0, 100))
        .containsExactly(
            new Change(1, B, false),
            new Change(2, A, false),
            new Change(2, B, true),
            new Change(2, C, false));
    assertThat(registry.changes(1, 100)).extracting(Change::revision).containsOnly(2L);
    assertThat(registry.changes(2, 100)).isEmpty();
    assertThat(registry.changes(99, 100)).as("a cursor from the future").isEmpty();
  }

  @Test
  void pagesTheFeedByWholeCommits() throws Exception {
    for (int commit = 0; commit < 10; commit++) {
      var builder = Transaction.builder();
      for (int i = 0; i <= commit; i++) {
        builder.put(new Key("k/" + commit + "/" + i), bytes(""));
      }
      registry.commit(builder.build());
    }

    assertThat(registry.changes(0, 3)).as("1 + 2 changes").hasSize(3);
    assertThat(registry.changes(0, 5)).as("1 + 2, the next does not fit").hasSize(3);
    assertThat(registry.changes(9, 1)).as("a commit is never cut").hasSize(10);
    var all = new ArrayList<Change>();
    for (List<Change> page = registry.changes(0, 7);
        !page.isEmpty();
        page = registry.changes(all.getLast().revision(), 7)) {
      all.addAll(page);
    }
    assertThat(all)
        .hasSize(55)
        .isSortedAccordingTo((a, b) -> Long.compare(a.revision(), b.revision()));
  }

  @Test
  void forgetsOldCommitsAndSaysSo() throws Exception {
    try (Registry forgetful = create(10)) {
      int commits = 100;
      for (int i = 1; i <= commits; i++) {
        forgetful.commit(Transaction.builder().put(new Key("k/" + i), bytes("")).build());
      }

      long oldest = forgetful.oldestCursor();
      assertThat(oldest).isBetween(commits / 2L, commits - 10L);
      assertThat(forgetful.head()).isEqualTo(commits);
      assertThat(forgetful.changes(oldest, 1000)).hasSize((int) (commits - oldest));
      assertThatIllegalArgumentException().isThrownBy(() -> forgetful.changes(oldest - 1, 10));
      assertThatIllegalArgumentException().isThrownBy(() -> forgetful.changes(0, 10));
      try (Stream<Entry> entries = forgetful.scan("", null)) {
        assertThat(entries).as("the records stay").hasSize(commits);
      }
    }
  }

  @Test
  void wakesWhoWaitsForACommit() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> waiting =
          IntStream.range(0, 8)
              .mapToObj(i -> threads.submit(() -> registry.awaitBeyond(0, SOON)))
              .toList();
      Thread.sleep(20);
      put(A, "one");
      for (Future<Long> waiter : waiting) {
        assertThat(waiter.get()).isEqualTo(1);
      }
    }
  }

  @Test
  void doesNotWaitForWhatHasHappened() throws Exception {
    put(A, "one");
    put(A, "two");

    assertThat(registry.awaitBeyond(0, Duration.ofDays(1))).isEqualTo(2);
    assertThat(registry.awaitBeyond(1, Duration.ofDays(1))).isEqualTo(2);
  }

  @Test
  void givesUpWaitingAtTheLimit() throws Exception {
    put(A, "one");
    long start = System.nanoTime();

    assertThat(registry.awaitBeyond(1, Duration.ofMillis(50))).isEqualTo(1);
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(50_000_000);
    assertThat(registry.awaitBeyond(1, Duration.ZERO)).isEqualTo(1);
  }

  @Test
  void canBeInterruptedWhileItWaits() throws Exception {
    var interrupted = new AtomicBoolean();
    Thread waiter =
        Thread.ofVirtual()
            .start(() -> {
              try {
                registry.awaitBeyond(0, SOON);
              } catch (InterruptedException e) {
                interrupted.set(true);
              }
            });
    waiter.interrupt();
    assertThat(waiter.join(SOON)).isTrue();
    assertThat(interrupted).isTrue();
  }

  @Test
  void commitsNothingForAThreadThatIsInterruptedAlready() {
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> registry.commit(Transaction.builder().put(A, bytes("one")).build()));

    assertThat(registry.get(A)).isNull();
    assertThat(registry.head()).isZero();
  }

  // Many at once

  @Test
  void losesNoUpdate() throws Exception {
    int threads = 8;
    int increments = 50;
    registry.commit(Transaction.builder().put(A, bytes("0")).build());
    runInParallel(
        threads,
        thread -> {
          for (int i = 0; i < increments; i++) {
            increment(A);
          }
        });

    assertThat(text(A)).isEqualTo(Integer.toString(threads * increments));
    assertThat(registry.head()).isEqualTo(1 + threads * increments);
  }

  @Test
  void putsAllCommitsIntoOneOrderThatEverybodySees() throws Exception {
    int threads = 6;
    int commits = 60;
    var mine = new ConcurrentSkipListMap<Long, String>();
    var writing = new AtomicBoolean(true);
    try (ExecutorService followers = Executors.newFixedThreadPool(2)) {
      List<Future<List<Change>>> seen =
          List.of(followers.submit(() -> follow(writing)), followers.submit(() -> follow(writing)));
      try {
        runInParallel(
            threads,
            thread -> {
              long last = 0;
              for (int i = 0; i < commits; i++) {
                String value = thread + "/" + i;
                long revision =
                    registry.commit(
                        Transaction.builder()
                            .put(new Key("one/" + thread), bytes(value))
                            .put(new Key("all"), bytes(value))
                            .build());
                assertThat(revision).as("later commits have later revisions").isGreaterThan(last);
                assertThat(registry.head()).isGreaterThanOrEqualTo(revision);
                assertThat(revisionOf(new Key("one/" + thread))).isEqualTo(revision);
                assertThat(revisionOf(new Key("all"))).isGreaterThanOrEqualTo(revision);
                assertThat(mine.put(revision, value)).as("revisions are given once").isNull();
                last = revision;
              }
            });
      } finally {
        writing.set(false);
      }

      int all = threads * commits;
      assertThat(mine.keySet())
          .containsExactlyElementsOf(
              () -> IntStream.rangeClosed(1, all).mapToObj(Long::valueOf).iterator());
      for (Future<List<Change>> follower : seen) {
        assertThat(follower.get())
            .extracting(Change::revision)
            .containsExactlyElementsOf(
                () -> IntStream.range(0, 2 * all).mapToObj(i -> i / 2 + 1L).iterator());
      }
      assertThat(text(new Key("all"))).isEqualTo(mine.get((long) all));
    }
  }

  /// Two keys are always written together: whoever reads both at one moment finds them equal, and
  /// the head at or after what was read.
  @Test
  void showsCommitsWholeOrNotAtAll() throws Exception {
    int readers = 2;
    var enough = new CountDownLatch(readers);
    var writing = new AtomicBoolean(true);
    try (ExecutorService threads = Executors.newFixedThreadPool(readers)) {
      Callable<Void> reader =
          () -> {
            for (int reads = 1; writing.get(); reads++) {
              List<Long> first = revisions(registry.getAll(List.of(A, C)).values().stream());
              List<Long> second = revisions(registry.scan("", null));
              long head = registry.head();
              assertThat(first).as("both written by one commit").hasSizeLessThanOrEqualTo(1);
              assertThat(second).as("both written by one commit").hasSizeLessThanOrEqualTo(1);
              var inTheOrderOfReading = new ArrayList<>(first);
              inTheOrderOfReading.addAll(second);
              inTheOrderOfReading.add(head);
              assertThat(inTheOrderOfReading).isSorted();
              if (reads == 20) {
                enough.countDown();
              }
            }
            return null;
          };
      List<Future<Void>> reading = List.of(threads.submit(reader), threads.submit(reader));
      try {
        for (int i = 0; enough.getCount() > 0 && reading.stream().noneMatch(Future::isDone); i++) {
          registry.commit(
              Transaction.builder().put(A, bytes("" + i)).put(C, bytes("" + i)).build());
        }
      } finally {
        writing.set(false);
      }
      for (Future<Void> one : reading) {
        one.get();
      }
    }
  }

  private static List<Long> revisions(Stream<Entry> entries) {
    try (entries) {
      return entries.map(Entry::revision).distinct().toList();
    }
  }

  /// Random transactions, compared with a sorted map that does the same.
  @Test
  void behavesLikeASortedMap() throws Exception {
    long seed = Seeds.next("RegistryContract.behavesLikeASortedMap");
    var random = new Random(seed);
    NavigableMap<Key, Entry> model = new TreeMap<>();
    long head = 0;
    for (int step = 0; step < 400; step++) {
      var builder = Transaction.builder();
      boolean holds = true;
      for (Key key : randomKeys(random, 3)) {
        Entry known = model.get(key);
        long is = known == null ? Transaction.ABSENT : known.revision();
        boolean right = random.nextInt(10) != 0;
        builder.expect(key, right ? is : is + 1);
        holds &= right;
      }
      for (Key key : randomKeys(random, 4)) {
        byte[] value = new byte[random.nextInt(50)];
        random.nextBytes(value);
        if (random.nextInt(4) == 0) {
          builder.delete(key);
        } else {
          builder.put(key, value);
        }
      }
      Transaction transaction = builder.build();
      if (holds) {
        head += transaction.writes().isEmpty() ? 0 : 1;
        long revision = head;
        assertThat(registry.commit(transaction)).isEqualTo(revision);
        transaction
            .writes()
            .forEach((key, value) ->
                value.ifPresentOrElse(
                    bytes -> model.put(key, new Entry(key, bytes, revision)),
                    () -> model.remove(key)));
      } else {
        assertThatExceptionOfType(ConflictException.class)
            .isThrownBy(() -> registry.commit(transaction));
      }
      String prefix = random.nextBoolean() ? "" : randomKey(random).text();
      Key after = random.nextBoolean() ? null : randomKey(random);
      try (Stream<Entry> entries = registry.scan(prefix, after)) {
        assertThat(entries.map(RegistryContract::describe))
            .as("seed %d, step %d", seed, step)
            .containsExactlyElementsOf(
                model.values().stream()
                    .filter(entry -> entry.key().text().startsWith(prefix))
                    .filter(entry -> after == null || entry.key().compareTo(after) > 0)
                    .map(RegistryContract::describe)
                    .toList());
      }
    }
  }

  // Counters

  @Test
  void addsToCountersThatBeginAtZero() throws Exception {
    assertThat(registry.commit(Transaction.builder().add(A, 5).add(B, -2).build())).isEqualTo(1);
    assertThat(registry.commit(Transaction.builder().add(A, 7).put(C, bytes("x")).build()))
        .isEqualTo(2);

    assertThat(counter(A)).isEqualTo(12);
    assertThat(counter(B)).isEqualTo(-2);
    assertThat(revisionOf(A)).isEqualTo(2);
    assertThat(registry.changes(1, 10))
        .containsExactly(new Change(2, A, false), new Change(2, C, false));
  }

  @Test
  void keepsNoCounterThatIsZero() throws Exception {
    registry.commit(Transaction.builder().add(A, 5).build());
    registry.commit(Transaction.builder().add(A, -5).build());

    assertThat(registry.get(A)).isNull();
    assertThat(registry.changes(1, 10)).containsExactly(new Change(2, A, true));
    registry.commit(Transaction.builder().expectAbsent(A).add(A, 1).build());
    assertThat(counter(A)).isEqualTo(1);
  }

  @Test
  void refusesToMakeACounterMoreThanItMayBe() throws Exception {
    registry.commit(atMost(10, 10).build());

    conflicts(atMost(1, 10).put(B, bytes("x")).build(), A);
    assertThat(registry.get(B)).isNull();
    assertThat(counter(A)).isEqualTo(10);
    assertThat(registry.head()).isEqualTo(1);
    registry.commit(atMost(1, 11).build());
    // What is too much already may become less, whatever the bound.
    registry.commit(atMost(-1, 3).build());
    assertThat(counter(A)).isEqualTo(10);
  }

  @Test
  void refusesToAddToWhatIsNoNumber() throws Exception {
    put(A, "text");

    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> registry.commit(Transaction.builder().add(A, 1).build()));
    assertThat(text(A)).isEqualTo("text");
  }

  /// Many writers, a bound that not all of them fit under, and what is added taken away again: the
  /// counter is always the sum of what was accepted, and nobody conflicts but by the bound.
  @Test
  void neverCountsBeyondTheBoundAndLosesNothing() throws Exception {
    long seed = Seeds.next("RegistryContract.neverCountsBeyondTheBoundAndLosesNothing");
    long most = 1_000;
    long[] sums = new long[8];
    runInParallel(
        sums.length,
        thread -> {
          var random = new Random(seed + thread);
          Key own = new Key("own/" + thread);
          for (int i = 0; i < 200; i++) {
            long delta =
                sums[thread] > 0 && random.nextInt(3) == 0 ? -sums[thread] : random.nextInt(90) + 1;
            try {
              registry.commit(
                  Transaction.builder()
                      .add(A, new Transaction.Addition(delta, most))
                      .add(own, delta)
                      .build());
              sums[thread] += delta;
            } catch (ConflictException e) {
              assertThat(e.key()).isEqualTo(A);
              assertThat(delta).isPositive();
            }
            assertThat(counter(A)).isBetween(0L, most);
          }
        });

    assertThat(counter(A)).as("seed %d", seed).isEqualTo(Arrays.stream(sums).sum());
    for (int thread = 0; thread < sums.length; thread++) {
      assertThat(counter(new Key("own/" + thread))).isEqualTo(sums[thread]);
    }
  }

  // The end

  @Test
  void failsEveryCallAfterItsEnd() throws Exception {
    put(A, "one");
    registry.close();
    registry.close();

    for (Callable<?> call :
        List.<Callable<?>>of(
            () -> text(A),
            () -> registry.getAll(List.of(A)),
            () -> scan(""),
            () -> put(A, "two"),
            () -> registry.head(),
            () -> registry.oldestCursor(),
            () -> registry.changes(0, 1),
            () -> registry.awaitBeyond(0, SOON))) {
      assertThatExceptionOfType(RegistryException.class).isThrownBy(call::call);
    }
  }

  @Test
  void wakesWhoWaitsWhenItEnds() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Long> waiting = threads.submit(() -> registry.awaitBeyond(0, SOON));
      Thread.sleep(20);
      registry.close();
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(waiting::get)
          .withCauseInstanceOf(RegistryException.class);
    }
  }

  @Test
  void failsAScanThatGoesOnAfterTheEnd() throws Exception {
    for (int i = 0; i < 10; i++) {
      put(new Key("k/" + i), "");
    }
    try (Stream<Entry> entries = registry.scan("", null)) {
      Iterator<Entry> iterator = entries.iterator();
      iterator.next();
      registry.close();
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> iterator.forEachRemaining(entry -> {}));
    }
  }

  @Test
  void endsWhileItIsUsed() throws Exception {
    var started = new CountDownLatch(4);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      var users = new ArrayList<Future<Long>>();
      for (int thread = 0; thread < 4; thread++) {
        Key key = new Key("k/" + thread);
        users.add(
            threads.submit(() -> {
              long acknowledged = 0;
              try {
                while (true) {
                  put(key, "x");
                  if (++acknowledged == 1) {
                    started.countDown();
                  }
                  scan("");
                }
              } catch (RegistryException e) {
                return acknowledged;
              }
            }));
      }
      started.await();
      registry.close();
      for (Future<Long> user : users) {
        assertThat(user.get()).isPositive();
      }
    }
  }

  // Helpers

  private interface Work {
    void run(int thread) throws Exception;
  }

  private static void runInParallel(int threads, Work work) throws Exception {
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      var running = new ArrayList<Future<?>>();
      for (int thread = 0; thread < threads; thread++) {
        int number = thread;
        running.add(
            executor.submit(() -> {
              work.run(number);
              return null;
            }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
  }

  /// Follows the feed until nobody writes and everything was seen.
  private List<Change> follow(AtomicBoolean writing) throws InterruptedException {
    var seen = new ArrayList<Change>();
    long cursor = 0;
    while (true) {
      boolean last = !writing.get();
      registry.awaitBeyond(cursor, Duration.ofMillis(5));
      List<Change> page = registry.changes(cursor, 10);
      if (page.isEmpty() && last) {
        return seen;
      }
      for (Change change : page) {
        assertThat(revisionOf(change.key()))
            .as("as new as the change")
            .isGreaterThanOrEqualTo(change.revision());
      }
      seen.addAll(page);
      cursor = seen.isEmpty() ? 0 : seen.getLast().revision();
    }
  }

  private void increment(Key counter) throws InterruptedException {
    while (true) {
      Entry now = entry(counter);
      int next = Integer.parseInt(new String(now.value(), UTF_8)) + 1;
      try {
        registry.commit(
            Transaction.builder()
                .expect(counter, now.revision())
                .put(counter, bytes(Integer.toString(next)))
                .build());
        return;
      } catch (ConflictException e) {
        assertThat(e.key()).isEqualTo(counter);
      }
    }
  }

  private void conflicts(Transaction transaction, Key at) {
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> registry.commit(transaction))
        .satisfies(conflict -> assertThat(conflict.key()).isEqualTo(at));
  }

  private static Set<Key> randomKeys(Random random, int bound) {
    var keys = new TreeSet<Key>();
    for (int i = random.nextInt(bound); i > 0; i--) {
      keys.add(randomKey(random));
    }
    return keys;
  }

  private static Key randomKey(Random random) {
    var text = new StringBuilder();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      text.append(List.of("a", "b", "/", "é", "\uFFFD", "𝄞").get(random.nextInt(6)));
    }
    return new Key(text.toString());
  }

  private long put(Key key, String value) throws ConflictException, InterruptedException {
    return registry.commit(Transaction.builder().put(key, bytes(value)).build());
  }

  private static Transaction.Builder atMost(long delta, long most) {
    return Transaction.builder().add(A, new Transaction.Addition(delta, most));
  }

  private long counter(Key key) {
    Entry entry = registry.get(key);
    return Counter.value(key, entry == null ? null : entry.value());
  }

  private Entry entry(Key key) {
    Entry entry = registry.get(key);
    if (entry == null) {
      throw new AssertionError("no record " + key);
    }
    return entry;
  }

  private String text(Key key) {
    return new String(entry(key).value(), UTF_8);
  }

  private long revisionOf(Key key) {
    return entry(key).revision();
  }

  private List<String> scan(String prefix) {
    try (Stream<Entry> entries = registry.scan(prefix, null)) {
      return entries.map(e -> e.key() + "=" + new String(e.value(), UTF_8)).toList();
    }
  }

  private List<String> scan(String prefix, String after) {
    try (Stream<Entry> entries = registry.scan(prefix, new Key(after))) {
      return entries.map(e -> e.key() + "=" + new String(e.value(), UTF_8)).toList();
    }
  }

  private static String describe(Entry entry) {
    return entry.key() + "@" + entry.revision() + "=" + Arrays.toString(entry.value());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}

package dev.vitrine.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.vitrine.blobstore.testkit.Seeds;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.ImageBuilder;
import dev.vitrine.catalog.Keys;
import dev.vitrine.catalog.query.Filter;
import dev.vitrine.catalog.query.ImageQuery;
import dev.vitrine.catalog.query.IndexBehindException;
import dev.vitrine.catalog.query.Sort;
import dev.vitrine.catalog.registry.Registry;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.catalog.registry.Transaction;
import dev.vitrine.catalog.testkit.MemoryRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.FilterCodec;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How the index keeps up with its registry and gets over the loss of its files.
final class LuceneImageIndexTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration OFTEN = Duration.ofMillis(20);
  private static final Duration NEVER = Duration.ofDays(1);
  private static final Filter ANY = new Filter.And(List.of());
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");

  @TempDir Path directory;

  private final MemoryRegistry memory = new MemoryRegistry();
  private final WatchedRegistry registry = new WatchedRegistry(memory);
  private final FailingDisk disk = new FailingDisk();

  @AfterEach
  void close() {
    memory.close();
  }

  // --- opening ---

  @Test
  void goesOnWhereItStopped() throws Exception {
    put("one");
    try (LuceneImageIndex index = open()) {
      assertThat(all(index)).containsExactly("one");
    }
    put("two");
    try (LuceneImageIndex index = open()) {
      assertThat(all(index)).containsExactly("one", "two");
    }
    assertThat(registry.builds()).isEqualTo(1);
  }

  @Test
  void goesOnFromTheLastCommitAfterACrash() throws Exception {
    Path copy = directory.resolve("copy");
    try (LuceneImageIndex index = open(NEVER)) {
      put("one");
      assertThat(all(index)).containsExactly("one");
      copyFiles(directory, copy);
    }
    try (LuceneImageIndex index = LuceneImageIndex.open(copy, registry)) {
      assertThat(all(index)).containsExactly("one");
    }
    assertThat(registry.builds()).isEqualTo(1);
  }

  @Test
  void commitsNowAndThen() throws Exception {
    Path copy = directory.resolve("copy");
    try (LuceneImageIndex index = open(OFTEN)) {
      put("one");
      assertThat(all(index)).containsExactly("one");
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(committedRevision()).isEqualTo(registry.head()));
      copyFiles(directory, copy);
    }
    try (FSDirectory files = FSDirectory.open(copy);
        CheckIndex check = new CheckIndex(files)) {
      assertThat(check.checkIndex().clean).isTrue();
    }
  }

  @Test
  void isBuiltAgainWhateverFileIsDamaged() throws Exception {
    Random random = random("isBuiltAgainWhateverFileIsDamaged");
    try (LuceneImageIndex index = open()) {
      putMany(30);
      assertThat(all(index)).hasSize(30);
    }
    Path sound = directory.resolve("sound");
    copyFiles(directory, sound);
    List<String> names = files(sound).filter(name -> !name.equals("write.lock")).toList();
    assertThat(names).isNotEmpty();

    int number = 0;
    for (String name : names) {
      for (Damage damage : Damage.values()) {
        Path damaged = directory.resolve("damaged" + number++);
        copyFiles(sound, damaged);
        damage.to(damaged.resolve(name), random);
        int before = registry.builds();
        try (LuceneImageIndex index = LuceneImageIndex.open(damaged, registry)) {
          assertThat(all(index)).as("%s of %s", damage, name).hasSize(30);
          assertThat(registry.builds()).as("%s of %s", damage, name).isEqualTo(before + 1);
        }
      }
    }
  }

  private enum Damage {
    LOSS,
    EMPTYING,
    CUT,
    FLIPPED_BIT;

    void to(Path file, Random random) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      switch (this) {
        case LOSS -> Files.delete(file);
        case EMPTYING -> Files.write(file, new byte[0]);
        case CUT -> Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
        case FLIPPED_BIT -> {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
          Files.write(file, bytes);
        }
      }
    }
  }

  @Test
  void isBuiltAgainWhenAnotherVersionWroteIt() throws Exception {
    put("one");
    open().close();
    try (FSDirectory files = FSDirectory.open(directory);
        IndexWriter writer = new IndexWriter(files, new IndexWriterConfig())) {
      Map<String, String> other =
          Map.of("schema", "0", "registry", registry.identity(), "revision", "1");
      writer.setLiveCommitData(other.entrySet());
      writer.commit();
    }

    try (LuceneImageIndex index = open()) {
      assertThat(all(index)).containsExactly("one");
    }
    assertThat(registry.builds()).isEqualTo(2);
  }

  @Test
  void isBuiltAgainWhenThisLuceneLacksItsCodec() throws Exception {
    put("one");
    IndexWriterConfig config = new IndexWriterConfig();
    config.setCodec(new FilterCodec("Lucene4711", Codec.getDefault()) {});
    try (FSDirectory files = FSDirectory.open(directory);
        IndexWriter writer = new IndexWriter(files, config)) {
      writer.addDocument(new Document());
      writer.setLiveCommitData(new Cursor(registry.identity(), 1).toUserData().entrySet());
      writer.commit();
    }

    try (LuceneImageIndex index = open()) {
      assertThat(all(index)).containsExactly("one");
    }
  }

  @Test
  void isBuiltAgainForAnotherRegistry() throws Exception {
    put("one");
    open().close();
    try (MemoryRegistry other = new MemoryRegistry()) {
      Catalog catalog = new Catalog(other);
      catalog.transaction().putImage(new ImageBuilder("other", NOON).build()).commit();
      try (LuceneImageIndex index = LuceneImageIndex.open(directory, other)) {
        assertThat(all(index, other.head())).containsExactly("other");
      }
    }
  }

  @Test
  void isBuiltAgainWhenTheRegistryWentBack() throws Exception {
    put("one");
    put("two");
    open().close();
    try (MemoryRegistry earlier = new MemoryRegistry()) {
      WatchedRegistry restored = new WatchedRegistry(earlier);
      restored.identity = registry::identity;
      Catalog catalog = new Catalog(restored);
      catalog.transaction().putImage(new ImageBuilder("one", NOON).build()).commit();
      try (LuceneImageIndex index = LuceneImageIndex.open(directory, restored)) {
        assertThat(all(index, restored.head())).containsExactly("one");
      }
    }
  }

  @Test
  void isBuiltAgainWhenTheRegistryForgotWhatFollowed() throws Exception {
    try (MemoryRegistry forgetful = new MemoryRegistry(3)) {
      WatchedRegistry watched = new WatchedRegistry(forgetful);
      put(watched, "one");
      LuceneImageIndex.open(directory, watched).close();
      for (int i = 0; i < 5; i++) {
        put(watched, "more" + i);
      }
      try (LuceneImageIndex index = LuceneImageIndex.open(directory, watched)) {
        assertThat(all(index, watched.head())).hasSize(6);
      }
      assertThat(watched.builds()).isEqualTo(2);
    }
  }

  @Test
  void oneDirectoryIsForOneIndex() throws Exception {
    put("one");
    try (LuceneImageIndex index = open()) {
      assertThatExceptionOfType(IOException.class).isThrownBy(this::open);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> LuceneImageIndex.rebuild(directory, registry, _ -> {}));
      put("two");
      assertThat(all(index)).containsExactly("one", "two");
    }
  }

  @Test
  void searchesWaitUntilTheIndexIsBuilt() throws Exception {
    put("one");
    CountDownLatch goOn = new CountDownLatch(1);
    registry.onScan = () -> waitFor(goOn);
    try (LuceneImageIndex index = open()) {
      assertThatExceptionOfType(IndexBehindException.class)
          .isThrownBy(() -> index.search(query(10), registry.head(), SHORT));
      put("two");
      goOn.countDown();
      assertThat(all(index)).containsExactly("one", "two");
    }
  }

  // --- the command ---

  @Test
  void rebuildsOnDemandAndTellsHowFarItIs() throws Exception {
    putMany(20);
    Files.writeString(directory.resolve("README"), "not Lucene's");
    Files.writeString(directory.resolve("segments_1"), "garbage");
    AtomicLong images = new AtomicLong();
    LuceneImageIndex.rebuild(directory, registry, images::set);

    assertThat(images).hasValue(20);
    assertThat(directory.resolve("README")).exists();
    try (LuceneImageIndex index = open()) {
      assertThat(all(index)).hasSize(20);
    }
    assertThat(registry.builds()).isEqualTo(1);
  }

  // --- failures ---

  @Test
  void aFullDiskIsToldAndMendsItself() throws Exception {
    try (LuceneImageIndex index = open(OFTEN)) {
      put("one");
      assertThat(all(index)).containsExactly("one");
      long seen = registry.head();

      disk.full = true;
      put("two");
      await().atMost(LIMIT).until(() -> index.trouble().isPresent());
      assertThat(index.trouble().orElseThrow()).contains("No space left");
      // What was seen stays to be seen.
      assertThat(index.search(query(1), seen, SHORT)).containsExactly("one");

      disk.full = false;
      assertThat(all(index)).containsExactly("one", "two");
      await().atMost(LIMIT).until(() -> index.trouble().isEmpty());
      put("three");
      assertThat(all(index)).containsExactly("one", "three", "two");
    }
    assertThat(registry.builds()).isEqualTo(1);
  }

  @Test
  void closesThoughTheDiskIsFull() throws Exception {
    try (LuceneImageIndex index = open(OFTEN)) {
      put("one");
      assertThat(all(index)).containsExactly("one");
      disk.full = true;
      put("two");
    }
    disk.full = false;
    try (LuceneImageIndex index = open()) {
      assertThat(all(index)).containsExactly("one", "two");
    }
  }

  @Test
  void filesThatCannotBeReadAreOpenedAgain() throws Exception {
    putMany(2000);
    open().close();
    try (LuceneImageIndex index = open()) {
      assertThat(all(index)).hasSize(2000);
      disk.unreadable = true;
      assertThatExceptionOfType(IndexBehindException.class)
          .isThrownBy(() -> index.search(query(10), registry.head(), SHORT));
      await().atMost(LIMIT).until(() -> index.trouble().isPresent());

      disk.unreadable = false;
      assertThat(all(index)).hasSize(2000);
      await().atMost(LIMIT).until(() -> index.trouble().isEmpty());
    }
  }

  @Test
  void aRegistryThatFailsForAWhileIsFollowedAgain() throws Exception {
    try (LuceneImageIndex index = open()) {
      put("one");
      assertThat(all(index)).containsExactly("one");
      long seen = registry.head();
      AtomicInteger failures = new AtomicInteger();
      registry.onChanges =
          () -> {
            if (failures.incrementAndGet() <= 2) {
              throw new RegistryException("out of order, as injected");
            }
          };
      put("two");
      await().atMost(LIMIT).until(() -> failures.get() > 0);
      assertThat(index.search(query(1), seen, SHORT)).containsExactly("one");
      assertThat(all(index)).containsExactly("one", "two");
      assertThat(failures).hasValueGreaterThanOrEqualTo(3);
      assertThat(index.trouble()).isEmpty();
    }
    assertThat(registry.builds()).isEqualTo(1);
  }

  @Test
  void anUnreadableRecordKeepsNoOtherFromBeingFound() throws Exception {
    put("a");
    put("b");
    put("c");
    byte[] garbage = "garbage".getBytes(UTF_8);
    commit(Transaction.builder().put(Keys.image("b"), garbage).build());
    try (LuceneImageIndex index = open()) {
      assertThat(all(index)).containsExactly("a", "c");
      commit(Transaction.builder().delete(Keys.image("b")).build());
      put("b");
      assertThat(all(index)).containsExactly("a", "b", "c");
      commit(Transaction.builder().put(Keys.image("a"), garbage).build());
      assertThat(all(index)).containsExactly("b", "c");
      commit(Transaction.builder().put(Keys.member("c", "p"), garbage).build());
      put("d");
      assertThat(all(index)).containsExactly("b", "d");
    }
  }

  // --- the end ---

  @Test
  void closingEndsSearchesThatWait() throws Exception {
    LuceneImageIndex index = open();
    assertThat(all(index)).isEmpty();
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<List<String>> waiting = thread.submit(() -> index.search(query(1), 99, NEVER));
      index.close();
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> waiting.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
          .withCauseInstanceOf(IndexBehindException.class);
    }
    assertThatExceptionOfType(IndexBehindException.class)
        .isThrownBy(() -> index.search(query(1), 0, LIMIT));
  }

  @Test
  void closingDoesNotWaitForABuild() throws Exception {
    putMany(1000);
    CountDownLatch scanning = new CountDownLatch(1);
    registry.onScan = scanning::countDown;
    LuceneImageIndex index = open();
    waitFor(scanning);
    index.close();
    // Whatever it had of the build by then, the next one sees everything.
    try (LuceneImageIndex next = open()) {
      assertThat(all(next)).hasSize(1000);
    }
  }

  // --- words ---

  private LuceneImageIndex open() throws IOException {
    return open(NEVER);
  }

  private LuceneImageIndex open(Duration commitInterval) throws IOException {
    return LuceneImageIndex.open(directory, registry, disk, commitInterval);
  }

  private void put(String id) throws Exception {
    put(registry, id);
  }

  private static void put(Registry registry, String id) throws Exception {
    new Catalog(registry)
        .transaction()
        .putImage(new ImageBuilder(id, NOON).name(id).build())
        .commit();
  }

  private void putMany(int images) throws Exception {
    Catalog catalog = new Catalog(registry);
    var transaction = catalog.transaction();
    IntStream.range(0, images)
        .mapToObj(i -> new ImageBuilder("image-" + i, NOON).name("name " + i).build())
        .forEach(transaction::putImage);
    transaction.commit();
  }

  private void commit(Transaction transaction) throws Exception {
    registry.commit(transaction);
  }

  private List<String> all(LuceneImageIndex index) throws Exception {
    return all(index, registry.head());
  }

  private static List<String> all(LuceneImageIndex index, long revision) throws Exception {
    return index.search(query(10_000), revision, LIMIT);
  }

  private static ImageQuery query(int limit) {
    return new ImageQuery(ANY, List.of(new Sort(Sort.Field.ID, true)), null, limit);
  }

  private long committedRevision() throws IOException {
    try (FSDirectory files = FSDirectory.open(directory);
        var reader = DirectoryReader.open(files)) {
      return Cursor.of(reader.getIndexCommit().getUserData()).orElseThrow().revision();
    }
  }

  private static Stream<String> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .toList()
          .stream();
    }
  }

  private static void copyFiles(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (String name : files(from).toList()) {
      Files.copy(from.resolve(name), to.resolve(name));
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      assertThat(latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Random random(String test) {
    return new Random(Seeds.next("LuceneImageIndexTest." + test));
  }
}

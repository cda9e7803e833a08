package dev.vitrine.backend.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.PackingBackend;
import dev.vitrine.blobstore.PackingRule;
import dev.vitrine.blobstore.StoredName;
import dev.vitrine.blobstore.testkit.ContentReader;
import dev.vitrine.blobstore.testkit.MemoryBackend;
import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.blobstore.testkit.StoreFixture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When files get their names, and what happens when a synchronisation fails.
class PublishingTest {
  @TempDir Path directory;
  private final FaultySynchronizer synchronizer = new FaultySynchronizer();
  private FileSystemBackend backend;

  @BeforeEach
  void open() throws Exception {
    backend = FileSystemBackend.open(directory, _ -> synchronizer);
  }

  private StoredName put(int seed) throws BlobException {
    byte[] bytes = SeededData.random(seed, 1000);
    StoredName name = StoredName.chunk(Digest.sha256(List.of(ByteBuffer.wrap(bytes))));
    backend.put(name, List.of(ByteBuffer.wrap(bytes)));
    return name;
  }

  private Path file(StoredName name) {
    return directory.resolve(name.path());
  }

  private long temporaryFiles() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("tmp"))) {
      return files.count();
    }
  }

  @Test
  void aFileHasNoNameBeforeItsBytesAreDurable() throws Exception {
    StoredName name = put(1);
    assertThat(file(name)).doesNotExist();
    synchronizer.onContent = () -> assertThat(file(name)).doesNotExist();
    synchronizer.onNames = () -> assertThat(file(name)).exists();
    backend.makeDurable(List.of(name));
    assertThat(synchronizer.contentCalls).isEqualTo(1);
    assertThat(file(name)).hasSize(1000);
    assertThat(temporaryFiles()).isZero();
    backend.close();
  }

  @Test
  void aNamedFileCannotBeWritten() throws Exception {
    StoredName name = put(1);
    backend.makeDurable(List.of(name));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(name))))
        .doesNotContain("w")
        .startsWith("r--");
    backend.close();
  }

  @Test
  void whatIsDurableCostsNoSynchronisation() throws Exception {
    StoredName name = put(1);
    backend.makeDurable(List.of(name));
    int names = synchronizer.nameCalls;
    backend.makeDurable(List.of(name));
    assertThat(synchronizer.contentCalls).isEqualTo(1);
    assertThat(synchronizer.nameCalls).isEqualTo(names);
    backend.close();
  }

  @Test
  void requestsThatArriveDuringOneShareTheNext() throws Exception {
    StoredName first = put(0);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    synchronizer.onContent =
        () -> {
          begun.countDown();
          await(goOn);
        };
    List<Future<?>> requests = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      requests.add(makeDurable(threads, first));
      begun.await();
      for (int i = 1; i <= 10; i++) {
        requests.add(makeDurable(threads, put(i)));
      }
      Thread.sleep(50); // until they have arrived; more calls would be no error, only slow
      assertThat(requests).noneMatch(Future::isDone);
      goOn.countDown();
    }
    for (Future<?> request : requests) {
      request.get();
    }
    assertThat(synchronizer.contentCalls).isBetween(2, 3);
    backend.close();
  }

  private Future<?> makeDurable(ExecutorService threads, StoredName name) {
    return threads.submit(() -> {
      backend.makeDurable(List.of(name));
      return null;
    });
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void afterAFailureNothingThatWasNotDurableIsKnown() throws Exception {
    StoredName durable = put(1);
    backend.makeDurable(List.of(durable));
    StoredName asked = put(2);
    StoredName bystander = put(3);
    synchronizer.onContent = FaultySynchronizer::fail;
    assertThatThrownBy(() -> backend.makeDurable(List.of(durable, asked)))
        .isInstanceOf(BlobException.Transient.class);
    synchronizer.onContent = () -> {};
    assertThat(backend.length(durable)).hasValue(1000);
    assertThat(backend.length(asked)).isEmpty();
    assertThat(backend.length(bystander)).isEmpty();
    assertThat(temporaryFiles()).isZero();
    assertThatThrownBy(() -> backend.makeDurable(List.of(bystander)))
        .isInstanceOf(BlobException.NotFound.class);
    backend.makeDurable(List.of(put(2), put(3)));
    assertThat(file(asked)).exists();
    backend.close();
  }

  /// What a packing that broke off leaves: the chunk, and its packed form, which is not durable.
  @Test
  void aChangeOfFormThatFailsCostsNoChunk() throws Exception {
    byte[] bytes = new byte[200_000];
    Arrays.fill(bytes, (byte) 7);
    StoredName chunk = StoredName.chunk(Digest.sha256(List.of(ByteBuffer.wrap(bytes))));
    StoredName packed = new StoredName(StoredName.Kind.PACKED, chunk.digest());
    MemoryBackend memory = new MemoryBackend();
    new PackingBackend(memory, PackingRule.AT_ONCE).put(chunk, List.of(ByteBuffer.wrap(bytes)));
    long formBytes = memory.length(packed).orElseThrow();
    backend.put(chunk, List.of(ByteBuffer.wrap(bytes)));
    backend.makeDurable(List.of(chunk));
    backend.put(
        packed, List.of(ByteBuffer.wrap(ContentReader.bytes(memory.open(packed, 0, formBytes)))));
    PackingBackend packing = new PackingBackend(backend, PackingRule.NEVER);
    synchronizer.onNames = FaultySynchronizer::fail;

    assertThatCode(() -> packing.unpack(List.of(chunk))).doesNotThrowAnyException();

    assertThat(file(chunk)).hasBinaryContent(bytes);
    assertThat(backend.length(packed)).isEmpty();
    synchronizer.onNames = () -> {};
    backend.close();
  }

  @Test
  void namesWhoseSynchronisationFailedAreTakenBack() throws Exception {
    StoredName name = put(1);
    synchronizer.onNames = FaultySynchronizer::fail;
    assertThatThrownBy(() -> backend.makeDurable(List.of(name)))
        .isInstanceOf(BlobException.Transient.class);
    synchronizer.onNames = () -> {};
    assertThat(file(name)).doesNotExist();
    assertThat(backend.length(name)).isEmpty();
    backend.makeDurable(List.of(put(1)));
    assertThat(file(name)).exists();
    backend.close();
  }

  /// Its pages may be among those that were lost.
  @Test
  void aFileThatWasBeingWrittenDuringAFailureIsNotKept() throws Exception {
    Publisher publisher = new Publisher(new Layout(directory), synchronizer);
    long before = publisher.begin();
    Path file = directory.resolve("tmp/by-hand");
    Files.write(file, new byte[10]);
    StoredName staged = StoredName.chunk(new Digest(1, 2, 3, 4));
    publisher.stage(new StagedFile(staged, file, 10, false), before);
    synchronizer.onContent = FaultySynchronizer::fail;
    assertThatThrownBy(() -> publisher.publish(Set.of(staged)))
        .isInstanceOf(BlobException.Transient.class);
    assertThatThrownBy(() ->
            publisher.stage(
                new StagedFile(staged, directory.resolve("tmp/late"), 10, false), before))
        .isInstanceOf(BlobException.Transient.class);
    publisher.close();
    backend.close();
  }

  @Test
  void anUploadAfterAFailureStoresEverythingAgain() throws Exception {
    try (StoreFixture fixture = StoreFixture.over(backend)) {
      byte[] bytes = SeededData.random(7, 3 << 20);
      synchronizer.onContent = FaultySynchronizer::fail;
      assertThatThrownBy(() -> fixture.upload(bytes)).isInstanceOf(BlobException.Transient.class);
      synchronizer.onContent = () -> {};
      assertThat(fixture.upload(bytes).newBytes()).isEqualTo(bytes.length);
    }
  }

  @Test
  void aFolderThatSomebodyRemovedIsMadeAgain() throws Exception {
    StoredName name = put(1);
    Files.delete(directory.resolve("chunks"));
    Files.delete(directory.resolve("recipes"));
    backend.makeDurable(List.of(name));
    assertThat(file(name)).exists();
    Files.delete(directory.resolve("tmp"));
    backend.makeDurable(List.of(put(2)));
    backend.close();
  }

  @Test
  void aRequestForAClosedStoreFails() throws Exception {
    StoredName name = put(1);
    Publisher publisher = new Publisher(new Layout(directory), synchronizer);
    publisher.close();
    assertThatThrownBy(() -> publisher.publish(Set.of(name)))
        .isInstanceOf(BlobException.Transient.class);
    backend.close();
  }

  @Test
  void errorsKeepTheirMeaning() throws Exception {
    StoredName name = put(1);
    synchronizer.onContent =
        () -> {
          throw new IOException("No space left on device");
        };
    assertThatThrownBy(() -> backend.makeDurable(List.of(name)))
        .isInstanceOf(BlobException.Full.class);
    backend.close();
  }
}

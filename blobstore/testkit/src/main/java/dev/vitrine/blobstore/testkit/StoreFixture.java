package dev.vitrine.blobstore.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.blobstore.BlobWriter;
import dev.vitrine.blobstore.ChunkBackend;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.Fsck;
import dev.vitrine.blobstore.Piece;
import dev.vitrine.blobstore.Slice;
import dev.vitrine.blobstore.StoredName;
import dev.vitrine.blobstore.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/// A store for one test, which keeps account: of the slices that are out, and of the blobs that
/// were committed. [#close] ends the test with a deep fsck: every blob must be there and whole, and
/// every slice back. Thread-safe.
public final class StoreFixture implements AutoCloseable {
  /// How long jobs of cancelled writers may take to end by themselves.
  private static final Duration RELEASE_LIMIT = Duration.ofSeconds(20);

  private final TrackedSlices slices = new TrackedSlices();
  private final Set<Digest> committed = ConcurrentHashMap.newKeySet();
  private final ExecutorService hashing = Executors.newFixedThreadPool(2);
  private final BlobStore store;

  /// @param tiers closed by [#close]
  public StoreFixture(List<Tier> tiers) {
    this.store = BlobStore.open(tiers, hashing::execute);
  }

  /// A store of one durable tier.
  public static StoreFixture over(ChunkBackend backend) {
    return new StoreFixture(List.of(new Tier("only", Tier.Role.DURABLE, backend)));
  }

  public BlobStore store() {
    return store;
  }

  /// A slice that must come back.
  public Slice slice(byte[] bytes) {
    return slices.copyOf(bytes, 0, bytes.length);
  }

  /// Writes all bytes, in slices of random length.
  public void write(BlobWriter writer, byte[] bytes, SplittableRandom random) throws Exception {
    int at = 0;
    while (at < bytes.length) {
      int length = Math.min(bytes.length - at, 1 + random.nextInt(300_000));
      writer.write(slices.copyOf(bytes, at, length));
      at += length;
    }
  }

  /// Commits, and expects the blob to be there from then on.
  public BlobWriter.Receipt commit(BlobWriter writer) throws Exception {
    BlobWriter.Receipt receipt = writer.commit();
    committed.add(receipt.recipe());
    return receipt;
  }

  /// Stores the bytes as a blob.
  public BlobWriter.Receipt upload(byte[] bytes) throws Exception {
    BlobWriter writer = store.newWriter();
    try {
      write(writer, bytes, new SplittableRandom(bytes.length));
      return commit(writer);
    } finally {
      writer.cancel();
    }
  }

  public byte[] download(Digest recipe) throws Exception {
    return ContentReader.rest(store.openReader(recipe));
  }

  /// The chunk that is a piece of the blob.
  public StoredName chunk(Digest blob, int piece) throws BlobException {
    if (store.recipe(blob).piece(piece) instanceof Piece.ChunkRef chunk) {
      return StoredName.chunk(chunk.digest());
    }
    throw new AssertionError("piece " + piece + " is a zero run");
  }

  /// The recipes that were committed.
  public Set<Digest> committed() {
    return Set.copyOf(committed);
  }

  /// Waits until every slice has come back.
  public void expectSlicesReleased() {
    Instant limit = Instant.now().plus(RELEASE_LIMIT);
    while (slices.open() > 0 && Instant.now().isBefore(limit)) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(slices.open()).as("slices not released").isZero();
  }

  /// What a deep check says.
  public Fsck.Report fsck() throws BlobException {
    try {
      return new Fsck(store.tiers()).deep(Fsck.References.to(committed()), Fsck.Progress.NONE);
    } catch (InterruptedException e) {
      throw new AssertionError("a test does not interrupt its own end", e);
    }
  }

  @Override
  public void close() throws BlobException {
    expectSlicesReleased();
    Fsck.Report report = fsck();
    assertThat(report.damages()).as("fsck").isEmpty();
    assertThat(report.strays()).as("strays").isEmpty();
    closeDamaged();
  }

  /// For a test that has damaged the store: closes it, and checks the slices only.
  public void closeDamaged() {
    expectSlicesReleased();
    store.close();
    hashing.close();
  }
}

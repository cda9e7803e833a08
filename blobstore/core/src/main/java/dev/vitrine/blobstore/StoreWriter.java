package dev.vitrine.blobstore;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The writer of a [BlobStore].
///
/// Cut points are found on the caller's thread. The slices of the chunk in the making are collected
/// as they are; a finished chunk becomes a [ChunkJob]. Jobs end in any order; their outcomes are
/// taken in the order of the blob, so that the recipe grows from its beginning.
///
/// Chunks are made durable as the upload goes on, [#CHECKPOINT_CHUNKS] at a time, so that neither
/// what a crash would lose nor what [#commit] still has to wait for grows with the blob.
final class StoreWriter implements BlobWriter {
  /// Chunks being hashed and stored: enough for some to wait until the upload's MD5 takes them
  /// along ([dev.vitrine.blobstore.hash.HashingThreads]) while others are written; some 10 MiB, and
  /// at most 32.
  static final int MAX_CHUNKS_IN_FLIGHT = 16;

  /// About 2 GiB of new data: a second or so of disk.
  static final int CHECKPOINT_CHUNKS = 4096;

  /// How long one chunk, or one checkpoint, may take. Storage that needs longer has failed.
  static final Duration WAIT_LIMIT = Duration.ofMinutes(10);

  private sealed interface Step {
    record Zeros(long lengthBytes) implements Step {}

    record Chunk(ChunkJob job) implements Step {}
  }

  private enum State {
    OPEN,
    FAILED,
    ENDED
  }

  private final Tiers tiers;
  private final ChunkIntake intake;
  private final RecipeCache recipes;
  private final Condemnations.View condemned;
  private final OtherNames otherNames;
  private final Chunker chunker = new Chunker();
  private final Chunker.Sink sink = new Collector();

  private State state = State.OPEN;

  /// The slice that [#write] is looking at.
  private @Nullable Slice current;

  // The chunk in the making.
  private List<ByteBuffer> content = new ArrayList<>();
  private List<Slice> slices = new ArrayList<>();

  // What has been cut and is not in the recipe yet.
  private final Queue<Step> steps = new ArrayDeque<>();
  private int chunksInFlight;

  private final Recipe.Builder recipe = new Recipe.Builder();
  private Set<StoredName> notDurable = new HashSet<>();
  private CompletableFuture<@Nullable Void> checkpoint = CompletableFuture.completedFuture(null);
  private long newBytes;
  private long knownBytes;
  private long zeroBytes;

  StoreWriter(Tiers tiers, ChunkIntake intake, RecipeCache recipes, Condemnations.View condemned) {
    this.tiers = tiers;
    this.intake = intake;
    this.recipes = recipes;
    this.condemned = condemned;
    this.otherNames = new OtherNames(tiers);
  }

  @Override
  public void write(Slice slice) throws BlobException, InterruptedException {
    try {
      InvariantViolated.unless(state == State.OPEN, "a writer that ended or failed is written to");
      current = slice;
      chunker.update(slice.bytes(), sink);
      settleWhatIsReady();
    } catch (Throwable t) {
      fail();
      throw t;
    } finally {
      current = null;
      slice.release();
    }
  }

  @Override
  public Receipt commit() throws BlobException, InterruptedException {
    InvariantViolated.unless(state == State.OPEN, "a writer that ended or failed is committed");
    try {
      chunker.finish(sink);
      while (!steps.isEmpty()) {
        settleFirst();
      }
      await(checkpoint);
      makeDurable(notDurable);
      Recipe finished = otherNames.nameable(recipe.build(), condemned);
      ByteBuffer encoded = finished.encode();
      Digest name = Digest.sha256(List.of(encoded));
      tiers.put(StoredName.recipe(name), List.of(encoded), encoded.remaining());
      makeDurable(List.of(StoredName.recipe(name)));
      recipes.put(name, finished);
      state = State.ENDED;
      return new Receipt(name, finished.lengthBytes(), newBytes, knownBytes, zeroBytes);
    } catch (Throwable t) {
      fail();
      throw t;
    }
  }

  @Override
  public void cancel() {
    if (state == State.OPEN) {
      fail();
    }
    state = State.ENDED;
  }

  /// Lets go of everything. Jobs that somebody is at work on end by themselves.
  private void fail() {
    if (state != State.OPEN) {
      return;
    }
    state = State.FAILED;
    slices.forEach(Slice::release);
    slices = List.of();
    content = List.of();
    for (Step step : steps) {
      if (step instanceof Step.Chunk(ChunkJob job)) {
        job.abandon();
      }
    }
    steps.clear();
  }

  /// Gets the pieces from the chunker.
  private final class Collector implements Chunker.Sink {
    @Override
    public void data(ByteBuffer bytes) {
      Slice slice = Objects.requireNonNull(current, "data comes from the slice being written");
      if (slices.isEmpty() || slices.getLast() != slice) {
        slices.add(slice.retain());
      }
      content.add(bytes);
    }

    @Override
    public void zeros(ByteBuffer zeros) {
      content.add(zeros);
    }

    @Override
    public void chunk(int lengthBytes) throws BlobException, InterruptedException {
      ChunkJob job = new ChunkJob(content, slices, lengthBytes, condemned);
      content = new ArrayList<>();
      slices = new ArrayList<>();
      checkPieceLimit(job);
      steps.add(new Step.Chunk(job));
      chunksInFlight++;
      intake.submit(job);
      while (chunksInFlight >= MAX_CHUNKS_IN_FLIGHT) {
        settleFirst();
      }
    }

    @Override
    public void zeroRun(long lengthBytes) throws BlobException, InterruptedException {
      checkPieceLimit(null);
      steps.add(new Step.Zeros(lengthBytes));
    }

    private void checkPieceLimit(@Nullable ChunkJob job) throws BlobException {
      if (recipe.pieceCount() + steps.size() >= Recipe.MAX_PIECES) {
        if (job != null) {
          job.abandon();
        }
        throw tooManyPieces();
      }
    }
  }

  /// Takes up what needs no waiting; so a failure shows soon.
  private void settleWhatIsReady() throws BlobException, InterruptedException {
    while (!steps.isEmpty()
        && !(steps.peek() instanceof Step.Chunk(ChunkJob job) && !job.outcome().isDone())) {
      settleFirst();
    }
  }

  private void settleFirst() throws BlobException, InterruptedException {
    switch (steps.element()) {
      case Step.Zeros(long lengthBytes) -> {
        recipe.addZeroRun(lengthBytes);
        zeroBytes += lengthBytes;
      }
      case Step.Chunk(ChunkJob job) -> {
        for (ChunkJob.Stored part : await(job.outcome())) {
          addChunk(part);
        }
        chunksInFlight--;
        if (notDurable.size() >= CHECKPOINT_CHUNKS) {
          beginCheckpoint();
        }
      }
    }
    steps.remove();
  }

  private void addChunk(ChunkJob.Stored part) throws BlobException {
    if (recipe.pieceCount() >= Recipe.MAX_PIECES) {
      throw tooManyPieces();
    }
    recipe.addChunk(part.digest(), part.lengthBytes());
    if (part.stored()) {
      newBytes += part.lengthBytes();
    } else {
      knownBytes += part.lengthBytes();
    }
    notDurable.add(StoredName.chunk(part.digest()));
  }

  private static BlobException.Denied tooManyPieces() {
    return new BlobException.Denied("the blob has more than " + Recipe.MAX_PIECES + " pieces");
  }

  private void beginCheckpoint() throws BlobException, InterruptedException {
    await(checkpoint);
    Set<StoredName> names = notDurable;
    notDurable = new HashSet<>();
    CompletableFuture<@Nullable Void> begun = new CompletableFuture<>();
    checkpoint = begun;
    Thread.ofVirtual()
        .name("checkpoint")
        .start(() -> {
          try {
            makeDurable(names);
            begun.complete(null);
          } catch (Throwable t) {
            begun.completeExceptionally(t);
          }
        });
  }

  private void makeDurable(Collection<StoredName> names) throws BlobException {
    try {
      tiers.makeDurable(names);
    } catch (BlobException.NotFound e) {
      // Another upload's failed synchronisation, or somebody's hand, took a chunk away after this
      // upload had found it. Nothing is wrong with the caller's request.
      throw new BlobException.Transient(
          "a chunk was lost before it was durable; the upload has to be repeated",
          Duration.ZERO,
          e);
    }
  }

  private static <T extends @Nullable Object> T await(CompletableFuture<T> future)
      throws BlobException, InterruptedException {
    try {
      return Outcomes.await(future, WAIT_LIMIT, "the store's answer");
    } catch (CancellationException e) {
      throw new IllegalStateException(
          "only the owner abandons a job, and then awaits it no more", e);
    }
  }
}

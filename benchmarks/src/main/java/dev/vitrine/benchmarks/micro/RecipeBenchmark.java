package dev.vitrine.benchmarks.micro;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.blobstore.BlobWriter;
import dev.vitrine.blobstore.Chunker;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.Piece;
import dev.vitrine.blobstore.Recipe;
import dev.vitrine.blobstore.Slice;
import dev.vitrine.blobstore.Tier;
import dev.vitrine.blobstore.testkit.MemoryBackend;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.TearDown;

/// Where a byte lies: in a recipe as long as a 20 GiB image's, found in the store's memory and
/// searched.
public class RecipeBenchmark extends MicroBenchmark {
  /// Small chunks and short zero runs, so that a long recipe is quickly made.
  private static final int CHUNKS = 16 << 10;

  private static final int STEP_BYTES = 1 + Chunker.ZERO_RUN_MIN_BYTES;

  private final BlobStore store;
  private final Digest name;
  private final Recipe recipe;

  public RecipeBenchmark() {
    store =
        BlobStore.open(
            List.of(new Tier("memory", Tier.Role.DURABLE, new MemoryBackend())), Runnable::run);
    try {
      name = write();
      recipe = store.recipe(name);
    } catch (BlobException | InterruptedException e) {
      throw new IllegalStateException("a store in memory takes everything", e);
    }
  }

  private Digest write() throws BlobException, InterruptedException {
    ByteBuffer step = ByteBuffer.allocateDirect(STEP_BYTES).put(0, (byte) 1);
    BlobWriter writer = store.newWriter();
    for (int i = 0; i < CHUNKS; i++) {
      writer.write(Slice.unowned(step));
    }
    return writer.commit().recipe();
  }

  @TearDown
  public void close() {
    store.close();
  }

  @Benchmark
  public Piece pieceAtOffset() {
    return recipe.piece(recipe.indexAt(anyOffset()));
  }

  @Benchmark
  public Recipe byName() throws BlobException {
    return store.recipe(name);
  }

  private long anyOffset() {
    return ThreadLocalRandom.current().nextLong(recipe.lengthBytes());
  }
}

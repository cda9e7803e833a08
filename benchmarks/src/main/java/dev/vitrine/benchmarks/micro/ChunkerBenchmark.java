package dev.vitrine.benchmarks.micro;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.Chunker;
import java.nio.ByteBuffer;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/// Cut points alone: no digests, nothing kept.
public class ChunkerBenchmark extends MicroBenchmark {
  private final List<ByteBuffer> random = Data.random(true);
  private final List<ByteBuffer> zeros = Data.zeros(true);
  private final List<ByteBuffer> diskLike = Data.diskLike(true);
  private final Chunker chunker = new Chunker();

  /// Sums up, so that nothing is optimised away.
  private static final class Count implements Chunker.Sink {
    private long sum;

    @Override
    public void data(ByteBuffer bytes) {
      sum += bytes.remaining();
    }

    @Override
    public void zeros(ByteBuffer zeros) {
      sum += zeros.remaining();
    }

    @Override
    public void chunk(int lengthBytes) {
      sum ^= lengthBytes;
    }

    @Override
    public void zeroRun(long lengthBytes) {
      sum ^= lengthBytes;
    }
  }

  @Benchmark
  @OperationsPerInvocation(DATA_MIB)
  public long random() throws BlobException, InterruptedException {
    return cut(random);
  }

  @Benchmark
  @OperationsPerInvocation(DATA_MIB)
  public long zeros() throws BlobException, InterruptedException {
    return cut(zeros);
  }

  @Benchmark
  @OperationsPerInvocation(DATA_MIB)
  public long diskLike() throws BlobException, InterruptedException {
    return cut(diskLike);
  }

  private long cut(List<ByteBuffer> slices) throws BlobException, InterruptedException {
    Count count = new Count();
    for (ByteBuffer slice : slices) {
      chunker.update(slice, count);
    }
    chunker.finish(count);
    return count.sum;
  }
}

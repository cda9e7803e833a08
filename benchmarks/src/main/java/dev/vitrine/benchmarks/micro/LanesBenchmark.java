package dev.vitrine.benchmarks.micro;

import dev.vitrine.blobstore.Slice;
import dev.vitrine.blobstore.hash.HashingThreads;
import dev.vitrine.images.ingest.HashAlgorithm;
import dev.vitrine.images.ingest.HashLane;
import dev.vitrine.images.ingest.LaneException;
import dev.vitrine.images.ingest.Lanes;
import java.nio.ByteBuffer;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.TearDown;

/// MD5 and SHA-512 of the same bytes: side by side as an upload has them, and one after the other
/// on one thread. Two cores make the first at most as fast as the slower hash.
public class LanesBenchmark extends MicroBenchmark {
  private static final long CAPACITY_BYTES = 4 << 20;

  private final List<ByteBuffer> random = Data.random(true);
  private final HashingThreads threads = HashingThreads.start();

  @TearDown
  public void close() {
    threads.close();
  }

  @Benchmark
  @OperationsPerInvocation(DATA_MIB)
  public String sideBySide() throws LaneException, InterruptedException {
    HashLane md5 = new HashLane(HashAlgorithm.MD5);
    HashLane sha512 = new HashLane(HashAlgorithm.SHA512);
    Lanes lanes = new Lanes(threads, CAPACITY_BYTES, List.of(sha512, md5));
    for (ByteBuffer bytes : random) {
      lanes.offer(Slice.unowned(bytes));
    }
    lanes.finish();
    return md5.toHex() + sha512.toHex();
  }

  @Benchmark
  @OperationsPerInvocation(DATA_MIB)
  public String oneAfterTheOther() {
    HashLane md5 = new HashLane(HashAlgorithm.MD5);
    HashLane sha512 = new HashLane(HashAlgorithm.SHA512);
    for (ByteBuffer bytes : random) {
      md5.accept(bytes.duplicate());
      sha512.accept(bytes.duplicate());
    }
    return md5.toHex() + sha512.toHex();
  }
}

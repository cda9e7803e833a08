package dev.vitrine.benchmarks.micro;

import dev.vitrine.blobstore.testkit.SeededData;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Bytes to work on, in slices.
final class Data {
  private Data() {}

  static List<ByteBuffer> random(boolean direct) {
    return slices(SeededData.random(MicroBenchmark.SEED, MicroBenchmark.DATA_BYTES), direct);
  }

  static List<ByteBuffer> zeros(boolean direct) {
    return slices(new byte[MicroBenchmark.DATA_BYTES], direct);
  }

  static List<ByteBuffer> diskLike(boolean direct) {
    return slices(SeededData.diskLike(MicroBenchmark.SEED, MicroBenchmark.DATA_BYTES), direct);
  }

  private static List<ByteBuffer> slices(byte[] bytes, boolean direct) {
    ByteBuffer all = ByteBuffer.wrap(bytes);
    if (direct) {
      all = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }
    List<ByteBuffer> slices = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += MicroBenchmark.SLICE_BYTES) {
      slices.add(all.slice(at, MicroBenchmark.SLICE_BYTES));
    }
    return slices;
  }
}

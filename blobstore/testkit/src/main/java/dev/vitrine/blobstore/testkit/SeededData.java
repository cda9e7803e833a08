package dev.vitrine.blobstore.testkit;

import dev.vitrine.blobstore.Chunker;
import dev.vitrine.blobstore.Slice;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Content that follows from a seed: the same bytes each time, on every platform.
public final class SeededData {
  private SeededData() {}

  /// Bytes that do not compress and have no zero runs.
  public static byte[] random(long seed, int lengthBytes) {
    byte[] bytes = new byte[lengthBytes];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  /// Bytes shaped like a disk image: random stretches, short and long runs of zeros, repeats of
  /// what came before.
  public static byte[] diskLike(long seed, int lengthBytes) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = new byte[lengthBytes];
    int at = 0;
    while (at < lengthBytes) {
      int left = lengthBytes - at;
      switch (random.nextInt(6)) {
        case 0 -> at += Math.min(left, 1 + random.nextInt(Chunker.ZERO_RUN_MIN_BYTES));
        case 1 -> at += Math.min(left, 1 + random.nextInt(4 * Chunker.ZERO_RUN_MIN_BYTES));
        case 2 -> {
          int length = Math.min(left, 1 + random.nextInt(Math.max(1, at)));
          System.arraycopy(bytes, random.nextInt(at - Math.min(at, length) + 1), bytes, at, length);
          at += length;
        }
        default -> {
          byte[] noise = new byte[Math.min(left, 1 + random.nextInt(Chunker.TARGET_BYTES))];
          random.nextBytes(noise);
          System.arraycopy(noise, 0, bytes, at, noise.length);
          at += noise.length;
        }
      }
    }
    return bytes;
  }

  /// The bytes in slices of random lengths, the way a network delivers them. Nobody counts these:
  /// [TrackedSlices] counts its own.
  public static List<Slice> slices(long seed, byte[] bytes, int maxSliceBytes) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Slice> slices = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      int length = Math.min(bytes.length - at, 1 + random.nextInt(maxSliceBytes));
      slices.add(Slice.unowned(ByteBuffer.wrap(bytes, at, length).slice().asReadOnlyBuffer()));
      at += length;
    }
    return slices;
  }
}

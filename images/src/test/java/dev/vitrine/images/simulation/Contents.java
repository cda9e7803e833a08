package dev.vitrine.images.simulation;

import dev.vitrine.blobstore.Chunker;
import dev.vitrine.blobstore.Slice;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// The contents that images of a run have: few short chunks, each in many images, with runs of
/// zeros between them, so that every cut is where it was wanted.
final class Contents {
  private static final ByteBuffer ZEROS = ByteBuffer.allocate(Chunker.ZERO_RUN_MIN_BYTES);

  private final List<byte[]> chunks = new ArrayList<>();
  private final List<List<Integer>> contents = new ArrayList<>();

  /// @param repeats how often a chunk has the same bytes: one that has them often can be packed
  Contents(SplittableRandom random, int repeats) {
    for (int i = 0; i < 5; i++) {
      byte[] chunk = new byte[1 + random.nextInt(12)];
      random.nextBytes(chunk);
      chunk[0] |= 1; // begins and ends with no zero, so that runs are of one length
      chunk[chunk.length - 1] |= 1;
      chunks.add(repeated(chunk, repeats));
    }
    for (int i = 0; i < 4; i++) {
      List<Integer> parts = new ArrayList<>();
      for (int count = 1 + random.nextInt(3); count > 0; count--) {
        parts.add(random.nextInt(chunks.size()));
      }
      contents.add(parts);
    }
  }

  private static byte[] repeated(byte[] bytes, int times) {
    ByteBuffer all = ByteBuffer.allocate(bytes.length * times);
    while (all.hasRemaining()) {
      all.put(bytes);
    }
    return all.array();
  }

  int count() {
    return contents.size();
  }

  List<Slice> slices(int content) {
    List<Slice> slices = new ArrayList<>();
    for (int part : contents.get(content)) {
      if (!slices.isEmpty()) {
        slices.add(Slice.unowned(ZEROS.asReadOnlyBuffer()));
      }
      slices.add(Slice.unowned(ByteBuffer.wrap(chunks.get(part)).asReadOnlyBuffer()));
    }
    return slices;
  }

  byte[] bytes(int content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Slice slice : slices(content)) {
      byte[] bytes = new byte[slice.lengthBytes()];
      slice.bytes().get(bytes);
      out.writeBytes(bytes);
    }
    return out.toByteArray();
  }
}

package dev.vitrine.benchmarks.harness;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The hash floor: the same bytes through some hashes of the platform's on a thread each, from
/// memory, with nothing else to do.
///
/// `HashFloor FILE ROUNDS ALGORITHM…` reads the file (at most 1.5 GiB) and prints the seconds of
/// each round; the first two rounds warm up and are not printed.
public final class HashFloor {
  private static final int BLOCK_BYTES = 256 << 10;
  private static final int WARM_UP_ROUNDS = 2;

  private HashFloor() {}

  static void main(String[] args) throws Exception {
    List<byte[]> blocks = read(Path.of(args[0]));
    int rounds = Integer.parseInt(args[1]);
    List<String> algorithms = List.of(args).subList(2, args.length);
    try (ExecutorService threads = Executors.newFixedThreadPool(algorithms.size())) {
      for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
        long began = System.nanoTime();
        hashAll(threads, blocks, algorithms);
        if (round >= 0) {
          System.out.println((System.nanoTime() - began) / 1e9);
        }
      }
    }
  }

  private static void hashAll(ExecutorService threads, List<byte[]> blocks, List<String> algorithms)
      throws InterruptedException, ExecutionException {
    List<Future<byte[]>> lanes = new ArrayList<>();
    for (String algorithm : algorithms) {
      lanes.add(
          threads.submit(() -> {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            blocks.forEach(digest::update);
            return digest.digest();
          }));
    }
    for (Future<byte[]> lane : lanes) {
      lane.get();
    }
  }

  private static List<byte[]> read(Path file) throws IOException {
    List<byte[]> blocks = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file)) {
      long left = channel.size();
      while (left > 0) {
        ByteBuffer block = ByteBuffer.allocate((int) Math.min(BLOCK_BYTES, left));
        while (block.hasRemaining() && channel.read(block) >= 0) {}
        blocks.add(block.array());
        left -= block.capacity();
      }
    }
    return blocks;
  }
}

package dev.vitrine.benchmarks.dedup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

/// What objects cost a store of files beside their bytes: the same bytes written, made durable and
/// sent to a socket, as few objects and as many.
///
/// `ObjectCost FOLDER [MIB]` writes MIB (256) below the folder for each object size, four times in
/// turns, and prints the least processor seconds of the thread that did it, for each GiB; for
/// durability, which waits, the least time that passed. It deletes only at the end: ext4 is slow to
/// make files for some seconds after others were deleted.
public final class ObjectCost {
  private static final int[] OBJECT_KIB = {64, 160, 320, 640, 1216, 2256, 65536};
  private static final int ROUNDS = 3;
  private static final double NANOS_A_SECOND = 1e9;

  private final Path root;
  private final long totalBytes;
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  private record Cost(double writeCpu, double syncElapsed, double sendCpu) {}

  private ObjectCost(Path root, long totalBytes) {
    this.root = root;
    this.totalBytes = totalBytes;
  }

  static void main(String[] args) throws IOException, InterruptedException {
    long totalMib = args.length > 1 ? Long.parseLong(args[1]) : 256;
    ObjectCost cost = new ObjectCost(Path.of(args[0]).resolve("objects"), totalMib << 20);
    List<List<Cost>> rounds = new ArrayList<>();
    for (int round = 0; round <= ROUNDS; round++) { // the first warms up
      List<Cost> costs = new ArrayList<>();
      for (int kib : OBJECT_KIB) {
        costs.add(cost.of(kib << 10, cost.root.resolve(round + "-" + kib)));
      }
      rounds.add(costs);
    }
    cost.clear();
    System.out.println("| object KiB | write CPU s/GiB | fsync s/GiB | send CPU s/GiB |");
    System.out.println("|--:|--:|--:|--:|");
    for (int i = 0; i < OBJECT_KIB.length; i++) {
      int size = i;
      List<Cost> costs = rounds.stream().skip(1).map(round -> round.get(size)).toList();
      System.out.printf(
          Locale.ROOT,
          "| %d | %.3f | %.2f | %.3f |%n",
          OBJECT_KIB[i],
          costs.stream().mapToDouble(Cost::writeCpu).min().orElseThrow(),
          costs.stream().mapToDouble(Cost::syncElapsed).min().orElseThrow(),
          costs.stream().mapToDouble(Cost::sendCpu).min().orElseThrow());
    }
  }

  private void clear() throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private Cost of(int objectBytes, Path folder) throws IOException, InterruptedException {
    for (int shard = 0; shard < 256; shard++) {
      Files.createDirectories(folder.resolve("%02x".formatted(shard)));
    }
    List<Path> objects = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.allocateDirect(objectBytes);
    byte[] random = new byte[objectBytes];
    new Random(1).nextBytes(random);
    bytes.put(random);
    double gib = (double) totalBytes / (1 << 30);

    long before = threads.getCurrentThreadCpuTime();
    for (long written = 0; written < totalBytes; written += objectBytes) {
      objects.add(write(bytes.clear(), folder, objects.size()));
    }
    double writeCpu = (threads.getCurrentThreadCpuTime() - before) / NANOS_A_SECOND / gib;

    long began = System.nanoTime();
    for (Path object : objects) {
      try (FileChannel file = FileChannel.open(object, StandardOpenOption.WRITE)) {
        file.force(false);
      }
    }
    double syncElapsed = (System.nanoTime() - began) / NANOS_A_SECOND / gib;

    double sendCpu = send(objects) / gib;
    return new Cost(writeCpu, syncElapsed, sendCpu);
  }

  private static Path write(ByteBuffer bytes, Path folder, int number) throws IOException {
    Path temporary = folder.resolve("temporary-" + number);
    Path object = folder.resolve("%02x/%064x".formatted(number % 256, number));
    try (FileChannel file =
        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    }
    return Files.move(temporary, object, StandardCopyOption.ATOMIC_MOVE);
  }

  /// Sends by sendfile, to a reader of its own thread.
  private double send(List<Path> objects) throws IOException, InterruptedException {
    try (ServerSocketChannel server =
            ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SocketChannel out = SocketChannel.open(server.getLocalAddress());
        SocketChannel in = server.accept()) {
      Thread reader = Thread.ofPlatform().start(() -> drain(in));
      long before = threads.getCurrentThreadCpuTime();
      for (Path object : objects) {
        try (FileChannel file = FileChannel.open(object, StandardOpenOption.READ)) {
          long size = file.size();
          for (long sent = 0; sent < size; ) {
            sent += file.transferTo(sent, size - sent, out);
          }
        }
      }
      double cpu = (threads.getCurrentThreadCpuTime() - before) / NANOS_A_SECOND;
      out.shutdownOutput();
      reader.join();
      return cpu;
    }
  }

  private static void drain(SocketChannel in) {
    ByteBuffer sink = ByteBuffer.allocateDirect(1 << 20);
    try {
      while (in.read(sink.clear()) >= 0) {
        // what is read is dropped
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.vitrine.benchmarks.micro;

import dev.vitrine.blobstore.hash.Hasher;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/// The hashes of an upload, each on one thread: from the buffers that a socket fills and from
/// arrays, as uploads compute them and by the platform alone. The platform copies direct buffers
/// through an array of its own.
public class DigestBenchmark extends MicroBenchmark {
  @Param({"MD5", "SHA-256", "SHA-512"})
  public String algorithm = "";

  private final List<ByteBuffer> direct = Data.random(true);
  private final List<ByteBuffer> heap = Data.random(false);

  @Benchmark
  @OperationsPerInvocation(DATA_MIB)
  public byte[] direct() {
    return hash(direct);
  }

  @Benchmark
  @OperationsPerInvocation(DATA_MIB)
  public byte[] heap() {
    return hash(heap);
  }

  @Benchmark
  @OperationsPerInvocation(DATA_MIB)
  public byte[] platformDirect() throws NoSuchAlgorithmException {
    return platformHash(direct);
  }

  @Benchmark
  @OperationsPerInvocation(DATA_MIB)
  public byte[] platformHeap() throws NoSuchAlgorithmException {
    return platformHash(heap);
  }

  private byte[] hash(List<ByteBuffer> slices) {
    Hasher hasher = Hasher.of(algorithm);
    for (ByteBuffer slice : slices) {
      hasher.update(slice.duplicate());
    }
    return hasher.finish();
  }

  private byte[] platformHash(List<ByteBuffer> slices) throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance(algorithm);
    for (ByteBuffer slice : slices) {
      digest.update(slice.duplicate());
    }
    return digest.digest();
  }
}

package dev.vitrine.blobstore.hash;

import java.util.concurrent.Executor;

/// Threads that hash. Any executor is one; [HashingThreads] also put hashes together that the
/// processor computes sooner together than one after the other.
@FunctionalInterface
public interface Hashing extends Executor {

  @Override
  void execute(Runnable task);

  /// Has the SHA-256 of some content computed. Throws what [#execute] throws, and then the
  /// passenger is not called.
  default void hash(Passenger passenger) {
    execute(() -> Passengers.goAlone(passenger));
  }

  /// Begins the hash of a stream.
  ///
  /// Throws [IllegalArgumentException] when there is no such function.
  ///
  /// @param algorithm as for [Hasher#of]
  default StreamHash begin(String algorithm) {
    return StreamHash.of(Hasher.of(algorithm));
  }
}

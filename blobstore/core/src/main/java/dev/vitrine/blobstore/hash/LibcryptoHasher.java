package dev.vitrine.blobstore.hash;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A hash by OpenSSL's libcrypto, which reads bytes where they lie and is a tenth faster than the
/// platform at the SHA-2 family.
///
/// A function is trusted when its answer to a test was the platform's; one that the library lacks
/// or gets wrong is the platform's to compute. The native context goes back when this object is
/// garbage.
final class LibcryptoHasher implements Hasher {
  /// How much of an array is hashed at once: the garbage collector waits meanwhile.
  private static final int ARRAY_STEP_BYTES = 32 << 10;

  private static final Map<String, Optional<MemorySegment>> FUNCTIONS = new ConcurrentHashMap<>();

  private final MemorySegment context;
  private boolean finished;

  private LibcryptoHasher(MemorySegment function) {
    this.context = Libcrypto.begin(function, Arena.ofAuto());
  }

  /// Null when the machine has no libcrypto, or that does not have the function.
  static @Nullable LibcryptoHasher orNull(String algorithm) {
    if (!Libcrypto.IS_THERE) {
      return null;
    }
    Optional<MemorySegment> function =
        FUNCTIONS.computeIfAbsent(algorithm, LibcryptoHasher::trusted);
    return function.map(LibcryptoHasher::new).orElse(null);
  }

  private static Optional<MemorySegment> trusted(String algorithm) {
    return Libcrypto.function(algorithm)
        .filter(function ->
            KnownAnswers.agree(new LibcryptoHasher(function), PlatformHasher.of(algorithm)));
  }

  @Override
  public void update(ByteBuffer bytes) {
    requireUnfinished();
    MemorySegment rest = MemorySegment.ofBuffer(bytes);
    if (rest.isNative()) {
      Libcrypto.update(context, rest);
    } else {
      for (long at = 0; at < rest.byteSize(); at += ARRAY_STEP_BYTES) {
        long length = Math.min(ARRAY_STEP_BYTES, rest.byteSize() - at);
        Libcrypto.updateFromHeap(context, rest.asSlice(at, length));
      }
    }
    bytes.position(bytes.limit());
  }

  @Override
  public byte[] finish() {
    requireUnfinished();
    finished = true;
    return Libcrypto.finish(context);
  }

  private void requireUnfinished() {
    if (finished) {
      throw new IllegalStateException("a hash that was finished is used again");
    }
  }
}

package dev.vitrine.blobstore.hash;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The few calls of OpenSSL 3's libcrypto that hashing needs (manual pages EVP_DigestInit(3) and
/// EVP_MD_fetch(3)). Thread-safe; a context belongs to one thread at a time. Nothing but
/// [#IS_THERE] may be used where that is false.
///
/// Calls over native memory let the garbage collector go on; those over arrays hold it up, and are
/// kept short by the caller.
@SuppressWarnings("restricted") // the launcher and the jars' manifests allow native calls
final class Libcrypto {
  private static final Logger LOG = LoggerFactory.getLogger(Libcrypto.class);

  private static final String LIBRARY = "libcrypto.so.3";

  /// EVP_MAX_MD_SIZE.
  private static final int MAX_HASH_BYTES = 64;

  private static final Optional<SymbolLookup> SYMBOLS = open();

  /// Whether this machine has the library.
  static final boolean IS_THERE = SYMBOLS.isPresent();

  /// Whether the library has the functions that work block by block (MD5(3), SHA256_Init(3)), which
  /// OpenSSL 3 calls deprecated and a build can leave out.
  static final boolean HAS_BLOCKS =
      IS_THERE
          && Stream.of("MD5_Transform", "MD5_Update", "SHA256_Transform", "SHA256_Update")
              .allMatch(name -> SYMBOLS.orElseThrow().find(name).isPresent());

  private Libcrypto() {}

  private static Optional<SymbolLookup> open() {
    try {
      SymbolLookup symbols = SymbolLookup.libraryLookup(LIBRARY, Arena.global());
      return symbols.find("EVP_MD_fetch").isPresent() ? Optional.of(symbols) : Optional.empty();
    } catch (IllegalArgumentException | IllegalCallerException | UnsupportedOperationException e) {
      LOG.debug("Hashes are computed by the Java platform: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /// Resolved when the first of them is called, which is after the library was found.
  private static final class Calls {
    static final MethodHandle FETCH = find("EVP_MD_fetch", ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    static final MethodHandle NEW = find("EVP_MD_CTX_new", ADDRESS);
    static final MethodHandle FREE = link("EVP_MD_CTX_free", FunctionDescriptor.ofVoid(ADDRESS));
    static final MethodHandle INIT = find("EVP_DigestInit_ex", JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
    static final MethodHandle UPDATE =
        find("EVP_DigestUpdate", JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
    static final MethodHandle UPDATE_FROM_HEAP =
        link(
            "EVP_DigestUpdate",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG),
            Linker.Option.critical(true));
    static final MethodHandle FINISH =
        find("EVP_DigestFinal_ex", JAVA_INT, ADDRESS, ADDRESS, ADDRESS);

    private static MethodHandle find(String name, MemoryLayout result, MemoryLayout... parameters) {
      return link(name, FunctionDescriptor.of(result, parameters));
    }

    private static MethodHandle link(
        String name, FunctionDescriptor descriptor, Linker.Option... options) {
      MemorySegment address = SYMBOLS.orElseThrow().findOrThrow(name);
      return Linker.nativeLinker().downcallHandle(address, descriptor, options);
    }
  }

  /// As [Calls], for those of [#HAS_BLOCKS]. A block is computed sooner than a thread changes into
  /// native code and back, so those calls leave that out; addresses are numbers, because checking
  /// them would cost more, too.
  private static final class BlockCalls {
    private static final FunctionDescriptor TRANSFORM =
        FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG);
    private static final FunctionDescriptor UPDATE_DESCRIPTOR =
        FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    static final MethodHandle MD5 =
        Calls.link("MD5_Transform", TRANSFORM, Linker.Option.critical(false));
    static final MethodHandle SHA_256 =
        Calls.link("SHA256_Transform", TRANSFORM, Linker.Option.critical(false));
    static final MethodHandle MD5_UPDATE = Calls.link("MD5_Update", UPDATE_DESCRIPTOR);
    static final MethodHandle SHA_256_UPDATE = Calls.link("SHA256_Update", UPDATE_DESCRIPTOR);
  }

  /// The function of that name; empty when the library has none, or may not use it.
  static Optional<MemorySegment> function(String algorithm) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment function =
          (MemorySegment)
              Calls.FETCH.invokeExact(
                  MemorySegment.NULL, arena.allocateFrom(algorithm), MemorySegment.NULL);
      return function.equals(MemorySegment.NULL) ? Optional.empty() : Optional.of(function);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /// A context that has begun a hash, and is freed with the arena.
  static MemorySegment begin(MemorySegment function, Arena arena) {
    try {
      MemorySegment context = (MemorySegment) Calls.NEW.invokeExact();
      if (context.equals(MemorySegment.NULL)) {
        throw new OutOfMemoryError("no native memory for a hash");
      }
      MemorySegment owned = context.reinterpret(arena, Libcrypto::free);
      requireDone((int) Calls.INIT.invokeExact(owned, function, MemorySegment.NULL));
      return owned;
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  private static void free(MemorySegment context) {
    try {
      Calls.FREE.invokeExact(context);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  static void update(MemorySegment context, MemorySegment bytes) {
    try {
      requireDone((int) Calls.UPDATE.invokeExact(context, bytes, bytes.byteSize()));
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  static void updateFromHeap(MemorySegment context, MemorySegment bytes) {
    try {
      requireDone((int) Calls.UPDATE_FROM_HEAP.invokeExact(context, bytes, bytes.byteSize()));
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  static byte[] finish(MemorySegment context) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment hash = arena.allocate(MAX_HASH_BYTES);
      MemorySegment length = arena.allocate(JAVA_INT);
      requireDone((int) Calls.FINISH.invokeExact(context, hash, length));
      return hash.asSlice(0, length.get(JAVA_INT, 0)).toArray(JAVA_BYTE);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /// Brings whole blocks into a hash.
  ///
  /// @param context the address of an MD5_CTX or a SHA256_CTX that has only seen whole blocks
  /// @param from the address of the first block
  static void updateBlocks(BlockHasher.Function function, long context, long from, int blocks) {
    long lengthBytes = (long) blocks * BlockHasher.BLOCK_BYTES;
    try {
      requireDone(
          switch (function) {
            case MD5 -> (int) BlockCalls.MD5_UPDATE.invokeExact(context, from, lengthBytes);
            case SHA_256 -> (int) BlockCalls.SHA_256_UPDATE.invokeExact(context, from, lengthBytes);
          });
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /// Brings whole blocks into a hash and as many others into a SHA-256, in turns: the processor
  /// begins the one while it still waits for steps of the other.
  static void transformBoth(
      BlockHasher.Function function,
      long context,
      long from,
      long sha256,
      long others,
      int blocks) {
    try {
      switch (function) {
        case MD5 -> {
          for (int i = 0; i < blocks; i++) {
            long offset = (long) i * BlockHasher.BLOCK_BYTES;
            BlockCalls.MD5.invokeExact(context, from + offset);
            BlockCalls.SHA_256.invokeExact(sha256, others + offset);
          }
        }
        case SHA_256 -> {
          for (int i = 0; i < blocks; i++) {
            long offset = (long) i * BlockHasher.BLOCK_BYTES;
            BlockCalls.SHA_256.invokeExact(context, from + offset);
            BlockCalls.SHA_256.invokeExact(sha256, others + offset);
          }
        }
      }
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  private static void requireDone(int result) {
    if (result != 1) {
      throw new IllegalStateException("libcrypto refused a step of a hash that it had begun");
    }
  }

  /// These calls throw nothing of their own.
  private static RuntimeException unexpected(Throwable thrown) {
    return switch (thrown) {
      case Error error -> throw error;
      case RuntimeException exception -> exception;
      default -> new IllegalStateException("a native call threw", thrown);
    };
  }
}

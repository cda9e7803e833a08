package dev.vitrine.backend.filesystem;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What Linux offers beyond `fsync`, for the file system of one folder:
///
/// - `syncfs(2)` makes everything durable that was written before, in one call, however many files
///   that is;
/// - `sync_file_range(2)` begins to write a file out without waiting, so that little is left to do
///   when durability is asked for. (1 GiB in chunks of 512 KiB: syncfs at the end took 0.8 to 1.0 s
///   without it and 0.04 s with it, for the same time in all.)
///
/// The folder stays open, because the kernel tells an error of background write-out once to each
/// open file: whatever goes wrong between two calls of [#sync] is reported by the second, also for
/// files that nobody has open any more.
///
/// Thread-safe. [#sync] blocks its thread, and a virtual thread's carrier with it: use a platform
/// thread.
final class KernelSync implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KernelSync.class);

  /// File systems whose `syncfs` waits for data, journal and the disk's own cache. On others (FUSE,
  /// network, overlays) it may return before that, or without the error.
  private static final Set<String> TRUSTED = Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs");

  // syncfs(2): before Linux 5.8 errors of write-out were not reported.
  private static final int MIN_MAJOR = 5;
  private static final int MIN_MINOR = 8;
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");

  private static final int O_RDONLY = 0;
  private static final int O_DIRECTORY = 0x10000;
  private static final int O_CLOEXEC = 0x80000;
  private static final int SYNC_FILE_RANGE_WRITE = 2;

  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private final Calls calls;
  private final int folder;

  private KernelSync(Calls calls, int folder) {
    this.calls = calls;
    this.folder = folder;
  }

  /// For the folder, or empty where the calls are missing or not to be trusted.
  static Optional<KernelSync> of(Path folder) throws IOException {
    String type = Files.getFileStore(folder).type();
    if (!kernelReportsErrors(System.getProperty("os.name"), System.getProperty("os.version"))
        || !isTrusted(type)) {
      LOG.info("file system {}: every file is synchronised by itself", type);
      return Optional.empty();
    }
    Calls calls;
    try {
      calls = Linked.CALLS;
    } catch (RuntimeException | LinkageError e) { // no such symbol, no native access
      LOG.info("every file is synchronised by itself: {}", e.toString());
      return Optional.empty();
    }
    return Optional.of(new KernelSync(calls, calls.open(folder, O_DIRECTORY)));
  }

  static boolean isTrusted(String fileSystemType) {
    return TRUSTED.contains(fileSystemType);
  }

  static boolean kernelReportsErrors(String system, String version) {
    Matcher numbers = VERSION.matcher(version);
    if (!system.equals("Linux") || !numbers.matches()) {
      return false;
    }
    int major = Integer.parseInt(numbers.group(1));
    int minor = Integer.parseInt(numbers.group(2));
    return major > MIN_MAJOR || (major == MIN_MAJOR && minor >= MIN_MINOR);
  }

  /// Returns when everything that was written before the call is durable.
  void sync() throws IOException {
    calls.sync(folder);
  }

  /// Begins to write the file out. What goes wrong is reported by [#sync].
  void beginWriteOut(Path file) {
    try {
      int descriptor = calls.open(file, 0);
      try {
        calls.beginWriteOut(descriptor);
      } finally {
        calls.close(descriptor);
      }
    } catch (IOException e) {
      LOG.debug("{} is written out later", file, e);
    }
  }

  @Override
  public void close() {
    calls.close(folder);
  }

  /// Links the calls of the system, which the first [#of] would do.
  static void prepare() {
    try {
      var _ = Linked.CALLS;
    } catch (LinkageError e) {
      LOG.debug("no calls", e); // as #of says when it matters
    }
  }

  private static final class Linked {
    static final Calls CALLS = Calls.link();
  }

  /// The system calls.
  private record Calls(
      MethodHandle open, MethodHandle close, MethodHandle syncfs, MethodHandle syncFileRange) {

    @SuppressWarnings("restricted") // the launcher enables native access
    static Calls link() {
      Linker linker = Linker.nativeLinker();
      Linker.Option errno = Linker.Option.captureCallState("errno");
      FunctionDescriptor onDescriptor =
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
      return new Calls(
          linker.downcallHandle(
              symbol(linker, "open"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
              errno,
              Linker.Option.firstVariadicArg(2)),
          linker.downcallHandle(symbol(linker, "close"), onDescriptor, errno),
          linker.downcallHandle(symbol(linker, "syncfs"), onDescriptor, errno),
          linker.downcallHandle(
              symbol(linker, "sync_file_range"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_INT),
              errno));
    }

    private static MemorySegment symbol(Linker linker, String name) {
      return linker
          .defaultLookup()
          .find(name)
          .orElseThrow(() -> new UnsatisfiedLinkError("no " + name));
    }

    int open(Path path, int flags) throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment state = arena.allocate(CALL_STATE);
        int descriptor =
            (int)
                open.invokeExact(
                    state, arena.allocateFrom(path.toString()), O_RDONLY | O_CLOEXEC | flags);
        if (descriptor < 0) {
          throw failed("open " + path, state);
        }
        return descriptor;
      } catch (Throwable e) {
        throw rethrown(e);
      }
    }

    void sync(int descriptor) throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment state = arena.allocate(CALL_STATE);
        int result = (int) syncfs.invokeExact(state, descriptor);
        if (result != 0) {
          throw failed("syncfs", state);
        }
      } catch (Throwable e) {
        throw rethrown(e);
      }
    }

    void beginWriteOut(int descriptor) throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment state = arena.allocate(CALL_STATE);
        int result = // from 0, to the end
            (int) syncFileRange.invokeExact(state, descriptor, 0L, 0L, SYNC_FILE_RANGE_WRITE);
        if (result != 0) {
          throw failed("sync_file_range", state);
        }
      } catch (Throwable e) {
        throw rethrown(e);
      }
    }

    /// Nothing that matters can go wrong: the descriptor was opened for reading.
    void close(int descriptor) {
      try (Arena arena = Arena.ofConfined()) {
        int result = (int) close.invokeExact(arena.allocate(CALL_STATE), descriptor);
        if (result != 0) {
          LOG.warn("a file was not closed cleanly");
        }
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }

    private static IOException failed(String call, MemorySegment state) {
      int errno = (int) ERRNO.get(state, 0L);
      // The texts that FileErrors knows.
      String text =
          switch (errno) {
            case 5 -> "Input/output error";
            case 28 -> "No space left on device";
            case 30 -> "Read-only file system";
            case 122 -> "Disk quota exceeded";
            default -> "errno " + errno;
          };
      return new IOException(call + ": " + text);
    }

    private static IOException rethrown(Throwable e) {
      return switch (e) {
        case IOException failure -> failure;
        case RuntimeException bug -> throw bug;
        case Error error -> throw error;
        default -> new IOException(e);
      };
    }
  }
}

package dev.vitrine.backend.rados.cluster;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls that a library goes on with by itself. Its threads say when one ended.
///
/// What a call needs stays reachable from here until then, whoever has given up waiting: its
/// buffer, so that the memory is not given back under the library's hands, and the pointers that it
/// uses. Thread-safe.
final class PendingCalls {
  private static final Logger LOG = LoggerFactory.getLogger(PendingCalls.class);

  /// Begins a call.
  @FunctionalInterface
  interface Begin {
    /// @param completion the library's
    int call(MemorySegment completion) throws Throwable;
  }

  /// Takes the result of a call that ended. On a thread of the library: it must not wait.
  @FunctionalInterface
  interface End {
    void ended(long result);
  }

  /// @param kept what must not be collected before the call ended
  private record Pending(End end, Object kept) {}

  private final ConcurrentMap<Long, Pending> pending = new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong();
  private final MethodHandle create;
  private final MethodHandle result;
  private final MethodHandle release;
  private final MemorySegment callback;

  private PendingCalls(MethodHandle create, MethodHandle result, MethodHandle release) {
    this.create = create;
    this.result = result;
    this.release = release;
    this.callback = callback();
  }

  static PendingCalls ofRados(DirectCalls calls) {
    // (argument, when it is complete, when it is durable too, …): the same since Luminous
    MethodHandle create =
        MethodHandles.insertArguments(calls.radosCompletion(), 2, MemorySegment.NULL);
    MethodHandle result =
        calls.radosResult().asType(MethodType.methodType(long.class, MemorySegment.class));
    return new PendingCalls(create, result, calls.radosRelease());
  }

  static PendingCalls ofRbd(DirectCalls calls) {
    return new PendingCalls(calls.rbdCompletion(), calls.rbdResult(), calls.rbdRelease());
  }

  @SuppressWarnings("restricted") // the launcher enables native access
  private MemorySegment callback() {
    try {
      MethodHandle ended =
          MethodHandles.lookup()
              .bind(
                  this,
                  "ended",
                  MethodType.methodType(void.class, MemorySegment.class, MemorySegment.class));
      return Linker.nativeLinker()
          .upcallStub(
              ended,
              FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.ADDRESS),
              Arena.global());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Begins a call, whose end is told to `end`, unless this throws.
  void begin(String doing, Object kept, Begin begin, End end) throws RadosFailure {
    long id = ids.incrementAndGet();
    pending.put(id, new Pending(end, kept));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(ValueLayout.ADDRESS);
      int made = (int) create.invokeExact(MemorySegment.ofAddress(id), callback, out);
      Errno.check(doing, made);
      MemorySegment completion = out.get(ValueLayout.ADDRESS, 0);
      int begun = begin.call(completion);
      if (begun < 0) { // it will never be told of
        release.invokeExact(completion);
        throw Errno.failure(doing, begun);
      }
    } catch (RadosFailure e) {
      pending.remove(id);
      throw e;
    } catch (Throwable t) {
      pending.remove(id);
      throw DirectCalls.rethrown(t);
    }
  }

  /// On a thread of the library. An exception that left here would end the process.
  @SuppressWarnings("unused") // through callback
  private void ended(MemorySegment completion, MemorySegment argument) {
    try {
      long value = (long) result.invokeExact(completion);
      release.invokeExact(completion);
      Pending call = pending.remove(argument.address());
      if (call != null) {
        call.end().ended(value);
      }
    } catch (Throwable t) {
      LOG.error("a call to the cluster ended, and nobody could be told", t);
    }
  }
}

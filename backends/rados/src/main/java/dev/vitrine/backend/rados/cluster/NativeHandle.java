package dev.vitrine.backend.rados.cluster;

import dev.vitrine.backend.rados.cluster.RadosFailure.Kind;
import java.lang.foreign.MemorySegment;

/// A pointer that is given back to its library when nobody uses it any more, once. Thread-safe.
final class NativeHandle {
  private final String what;
  private final MemorySegment address;
  private final Runnable free;
  private long users;
  private boolean closed;

  /// @param free gives the pointer back; runs on the thread that was last to use it
  NativeHandle(String what, MemorySegment address, Runnable free) {
    this.what = what;
    this.address = address;
    this.free = free;
  }

  /// The pointer, which stays valid until [#exit].
  synchronized MemorySegment enter() throws RadosFailure {
    if (closed) {
      throw new RadosFailure(Kind.DISCONNECTED, what + " is closed");
    }
    users++;
    return address;
  }

  void exit() {
    boolean last;
    synchronized (this) {
      users--;
      last = closed && users == 0;
    }
    if (last) {
      free.run();
    }
  }

  void close() {
    boolean last;
    synchronized (this) {
      last = !closed && users == 0;
      closed = true;
    }
    if (last) {
      free.run();
    }
  }
}

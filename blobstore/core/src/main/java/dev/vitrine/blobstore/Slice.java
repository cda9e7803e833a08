package dev.vitrine.blobstore;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/// Bytes that several readers share without copying, counted by reference. The memory goes back to
/// its owner when the last holder has released.
///
/// **Ownership.** A new slice has one reference, its creator's. Handing a slice over hands one
/// reference over; whoever wants to keep it longer calls [#retain] first. Thread-safe; the content
/// must not change while anybody holds a reference.
public final class Slice {
  private static final VarHandle REFERENCES;

  static {
    try {
      REFERENCES = MethodHandles.lookup().findVarHandle(Slice.class, "references", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final ByteBuffer bytes;
  private final Runnable onLastRelease;

  @SuppressWarnings("unused") // through REFERENCES
  private volatile int references = 1;

  /// @param bytes the content: its remaining bytes
  /// @param onLastRelease gives the memory back; called once, on the thread that released last
  public Slice(ByteBuffer bytes, Runnable onLastRelease) {
    this.bytes = bytes;
    this.onLastRelease = onLastRelease;
  }

  /// A slice over memory that the garbage collector owns.
  public static Slice unowned(ByteBuffer bytes) {
    return new Slice(bytes, () -> {});
  }

  /// An independent view of the content; valid while the caller holds a reference.
  public ByteBuffer bytes() {
    return bytes.duplicate();
  }

  public int lengthBytes() {
    return bytes.remaining();
  }

  public Slice retain() {
    int before = (int) REFERENCES.getAndAdd(this, 1);
    InvariantViolated.unless(before > 0, "a released slice cannot be retained");
    return this;
  }

  public void release() {
    int before = (int) REFERENCES.getAndAdd(this, -1);
    InvariantViolated.unless(before > 0, "a slice was released more often than retained");
    if (before == 1) {
      onLastRelease.run();
    }
  }
}

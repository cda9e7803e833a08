package dev.vitrine.api;

import dev.vitrine.http.BodyPart;
import dev.vitrine.http.RequestBody;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A request's body in memory. It counts what was read and what was given back, spoils what was
/// given back, and can break off.
final class FakeBody implements RequestBody {
  private final OptionalLong declaredBytes;
  private final Deque<byte[]> parts = new ArrayDeque<>();
  private final AtomicInteger held = new AtomicInteger();
  private boolean breaksOff;
  private int reads;

  private FakeBody(OptionalLong declaredBytes) {
    this.declaredBytes = declaredBytes;
  }

  static FakeBody none() {
    return new FakeBody(OptionalLong.of(0));
  }

  /// A body with a `Content-Length`, in parts of at most `partBytes` bytes.
  static FakeBody fixed(byte[] content, int partBytes) {
    return new FakeBody(OptionalLong.of(content.length)).cut(content, partBytes);
  }

  static FakeBody chunked(byte[] content, int partBytes) {
    return new FakeBody(OptionalLong.empty()).cut(content, partBytes);
  }

  /// Claims a length and has nothing.
  static FakeBody claiming(long declaredBytes) {
    return new FakeBody(OptionalLong.of(declaredBytes)).breakingOff();
  }

  private FakeBody cut(byte[] content, int partBytes) {
    for (int at = 0; at < content.length; at += partBytes) {
      byte[] part = new byte[Math.min(partBytes, content.length - at)];
      System.arraycopy(content, at, part, 0, part.length);
      parts.add(part);
    }
    return this;
  }

  /// The client goes away where the end would be.
  FakeBody breakingOff() {
    breaksOff = true;
    return this;
  }

  @Override
  public OptionalLong lengthBytes() {
    return declaredBytes;
  }

  @Override
  public @Nullable BodyPart read() throws IOException {
    reads++;
    byte[] part = parts.poll();
    if (part == null) {
      if (breaksOff) {
        throw new Aborted("the client went away");
      }
      return null;
    }
    held.incrementAndGet();
    ByteBuffer bytes = ByteBuffer.allocateDirect(part.length).put(part).flip();
    return new BodyPart() {
      private boolean released;

      @Override
      public ByteBuffer bytes() {
        return bytes.asReadOnlyBuffer();
      }

      @Override
      public synchronized void release() {
        if (released) {
          throw new IllegalStateException("released twice");
        }
        released = true;
        for (int i = 0; i < bytes.capacity(); i++) {
          bytes.put(i, (byte) 0xDB);
        }
        held.decrementAndGet();
      }
    };
  }

  /// How many parts nobody gave back.
  int held() {
    return held.get();
  }

  boolean wasRead() {
    return reads > 0;
  }
}

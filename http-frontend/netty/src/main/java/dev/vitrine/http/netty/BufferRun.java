package dev.vitrine.http.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;

/// Somebody's bytes on their way out. Tells when neither we nor the kernel need them any more,
/// which io_uring makes later than the moment when the write has failed.
final class BufferRun extends CompositeByteBuf {
  private final Runnable onSent;

  BufferRun(ByteBufAllocator alloc, ByteBuf bytes, Runnable onSent) {
    super(alloc, bytes.isDirect(), 1, bytes);
    this.onSent = onSent;
  }

  @Override
  protected void deallocate() {
    super.deallocate();
    SocketSink.tell(onSent);
  }
}

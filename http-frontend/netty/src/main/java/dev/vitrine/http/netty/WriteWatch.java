package dev.vitrine.http.netty;

import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.SocketChannel;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Sees whether a client takes what is written to it. On the event loop of its channel, asked a few
/// times in every limit.
final class WriteWatch {
  /// Times the limit for a client to take something, where the kernel does not tell: a client at 1
  /// KiB/s needs twenty minutes for what a socket buffer takes at a time.
  private static final int BLIND_PATIENCE = 8;

  private final SocketChannel channel;

  // What the outbound buffer looked like when it last moved.
  private @Nullable Object writing;
  private long progress;
  private long pending;
  private long movedNanos;

  WriteWatch(SocketChannel channel) {
    this.channel = channel;
  }

  /// Whether there is something to take and nothing has been taken for the limit.
  @SuppressWarnings("ReferenceEquality") // Which message, not what is in it.
  boolean isStuck(long now, Duration limit) {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    if (buffer == null || buffer.isEmpty()) {
      writing = null;
      return false;
    }
    Object current = buffer.current();
    long progressNow = buffer.currentProgress();
    long pendingNow = buffer.totalPendingWriteBytes();
    if (current != writing || progressNow != progress || pendingNow != pending) {
      writing = current;
      progress = progressNow;
      pending = pendingNow;
      movedNanos = now;
      return false;
    }
    return isOver(now, limit) && nothingLeavesTheKernel(now, limit);
  }

  private boolean nothingLeavesTheKernel(long now, Duration limit) {
    OptionalLong sinceSent = Transport.millisSinceDataSent(channel);
    return sinceSent.isPresent()
        ? sinceSent.getAsLong() > limit.toMillis()
        : isOver(now, limit.multipliedBy(BLIND_PATIENCE));
  }

  private boolean isOver(long now, Duration limit) {
    return now - movedNanos > limit.toNanos();
  }
}

package dev.vitrine.http.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The memory that one connection's socket is read into; used by its event loop alone.
///
/// Heads are read into small buffers. While a body arrives, reads fill **frames**: each read lands
/// right behind the one before in the same piece of pooled direct memory, so a slow client pins
/// little, the bytes of many small reads can be handed on as one part, and nothing is ever copied.
/// A frame that few reads could fill is followed by a larger one, up to the maximum, and one that
/// took many by a smaller one.
///
/// [#cumulate] is the decoder's half: when the decoder still holds the end of one read (part of a
/// chunk's size line, as a rule) and the next read lies right behind it, the two are one buffer
/// already. Netty's own cumulators would copy the new bytes, all of them, behind the few old ones.
@SuppressWarnings("ReferenceEquality") // Which buffer, not what is in it.
final class Frames extends DefaultMaxMessagesRecvByteBufAllocator
    implements ByteToMessageDecoder.Cumulator {

  /// Holds any ordinary head, and is all that an idle connection of io_uring pins.
  static final int HEAD_READ_BYTES = 4 << 10;

  /// Where an upload of unknown speed starts.
  private static final int FIRST_FRAME_BYTES = 64 << 10;

  private static final int MIN_FRAME_BYTES = 16 << 10;

  /// Reads of one connection before the loop turns to the others: fairness.
  private static final int READS_PER_TURN = 4;

  private static final int FEW_READS = 8;
  private static final int MANY_READS = 64;

  private static final class Frame {
    final ByteBuf memory;
    final long address;
    int filled;
    int reads;

    Frame(ByteBuf memory) {
      this.memory = memory;
      this.address =
          MemorySegment.ofBuffer(memory.internalNioBuffer(0, memory.capacity())).address();
    }

    int free() {
      return memory.capacity() - filled;
    }
  }

  private final int maxFrameBytes;
  private boolean inBody;
  private int nextFrameBytes = FIRST_FRAME_BYTES;
  private @Nullable Frame frame;

  // The buffer given to the last read, and the frame and place it lies in.
  private @Nullable ByteBuf latest;
  private @Nullable Frame latestFrame;
  private int latestStart;

  // The same of the buffer that the decoder holds.
  private @Nullable ByteBuf held;
  private @Nullable Frame heldFrame;
  private int heldStart;

  Frames(int maxFrameBytes) {
    super(READS_PER_TURN);
    this.maxFrameBytes = maxFrameBytes;
  }

  /// From here on the socket is read into frames.
  ///
  /// @param expectedBytes of the body; [Long#MAX_VALUE] when nobody knows
  void bodyBegins(long expectedBytes) {
    inBody = true;
    nextFrameBytes =
        Math.min(maxFrameBytes, Math.clamp(expectedBytes, HEAD_READ_BYTES, FIRST_FRAME_BYTES));
  }

  /// From here on the socket is read into small buffers. Parts of frames live on by themselves.
  void bodyEnds() {
    inBody = false;
    dropFrame();
  }

  /// Where bytes that the decoder made out lie in the current frame; -1 when they lie elsewhere.
  int offsetInFrame(ByteBuf bytes) {
    if (frame == null || !bytes.isDirect() || bytes.nioBufferCount() != 1) {
      return -1;
    }
    long address =
        MemorySegment.ofBuffer(bytes.internalNioBuffer(bytes.readerIndex(), bytes.readableBytes()))
            .address();
    long offset = address - frame.address;
    return offset >= 0 && offset + bytes.readableBytes() <= frame.filled ? (int) offset : -1;
  }

  /// The current frame; only after [#offsetInFrame] found something there.
  ByteBuf frame() {
    if (frame == null) {
      throw new IllegalStateException("no frame");
    }
    return frame.memory;
  }

  @Override
  @SuppressWarnings("deprecation") // Only making one's own is deprecated, and this extends theirs.
  public Handle newHandle() {
    return new ReadHandle();
  }

  @Override
  public ByteBuf cumulate(ByteBufAllocator alloc, ByteBuf cumulation, ByteBuf in) {
    if (cumulation.isReadable()
        && cumulation == held
        && in == latest
        && heldFrame == latestFrame
        && heldStart + cumulation.writerIndex() == latestStart + in.readerIndex()) {
      cumulation.writerIndex(cumulation.writerIndex() + in.readableBytes());
      in.release();
      return cumulation;
    }
    ByteBuf result = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(alloc, cumulation, in);
    boolean framed = result == latest && latestFrame != null;
    held = framed ? result : null;
    heldFrame = framed ? latestFrame : null;
    heldStart = latestStart;
    return result;
  }

  private ByteBuf allocateFor(ByteBufAllocator alloc) {
    if (!inBody) {
      latest = null;
      latestFrame = null;
      return alloc.directBuffer(HEAD_READ_BYTES, HEAD_READ_BYTES);
    }
    // A sixteenth at the end is not worth a system call.
    if (frame != null && frame.free() < Math.max(512, frame.memory.capacity() / 16)) {
      int size = frame.memory.capacity();
      if (frame.reads <= FEW_READS) {
        nextFrameBytes = Math.min(maxFrameBytes, size * 4);
      } else if (frame.reads >= MANY_READS) {
        nextFrameBytes = Math.max(Math.min(MIN_FRAME_BYTES, size), size / 4);
      }
      dropFrame();
    }
    if (frame == null) {
      frame = new Frame(alloc.directBuffer(nextFrameBytes, nextFrameBytes));
    }
    latestFrame = frame;
    latestStart = frame.filled;
    latest = frame.memory.retainedSlice(frame.filled, frame.free()).writerIndex(0);
    return latest;
  }

  private void dropFrame() {
    if (frame != null) {
      frame.memory.release();
      frame = null;
    }
  }

  private final class ReadHandle extends MaxMessageHandle {
    @Override
    public int guess() {
      return inBody ? nextFrameBytes : HEAD_READ_BYTES;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator alloc) {
      return allocateFor(alloc);
    }

    @Override
    public void lastBytesRead(int bytes) {
      super.lastBytesRead(bytes);
      if (bytes > 0 && latestFrame != null) {
        latestFrame.filled += bytes;
        latestFrame.reads++;
      }
    }
  }
}

package dev.vitrine.backend.wire;

import dev.vitrine.backend.Blocks;
import dev.vitrine.fetch.FetchException;
import dev.vitrine.fetch.ResponseHead;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/// An answer whose body is being read. Not thread-safe, but for closing.
public final class Download implements AutoCloseable {
  private final ResponseHead head;
  private final InputStream body;
  private final Duration stall;
  private final Blocks blocks;

  /// Takes the head's connection over.
  ///
  /// @param stall how long the connection waits for the next bytes, for messages
  /// @param blocks for those who read it
  Download(ResponseHead head, boolean hasBody, Duration stall, Blocks blocks)
      throws FetchException {
    this.head = head;
    this.body = hasBody ? head.body() : InputStream.nullInputStream();
    this.stall = stall;
    this.blocks = blocks;
  }

  Blocks blocks() {
    return blocks;
  }

  public int status() {
    return head.status();
  }

  public Optional<String> header(String name) {
    return Optional.of(head.field(name.toLowerCase(Locale.ROOT))).filter(value -> !value.isEmpty());
  }

  /// The body's length as announced; empty when it is not.
  public OptionalLong lengthBytes() {
    try {
      return head.lengthBytes();
    } catch (FetchException e) {
      return OptionalLong.empty();
    }
  }

  /// Reads up to `bytes.length` bytes, fewer at the end alone; the count, 0 at the end.
  ///
  /// Throws [WireException] when the body was cut, or nothing came for too long.
  public int read(byte[] bytes) throws WireException, InterruptedException {
    return read(ByteBuffer.wrap(bytes));
  }

  /// Reads into an array's buffer, as [#read(byte\[\])] does; its position moves behind the bytes.
  int read(ByteBuffer into) throws WireException, InterruptedException {
    int begin = into.position();
    try {
      while (into.hasRemaining()) {
        int count = body.read(into.array(), into.arrayOffset() + into.position(), into.remaining());
        if (count < 0) {
          break;
        }
        into.position(into.position() + count);
      }
    } catch (SocketTimeoutException e) {
      throw new WireException("no more bytes in " + stall.toMillis() + " ms", e);
    } catch (IOException e) {
      throw WireException.unlessInterrupted(e);
    }
    return into.position() - begin;
  }

  /// A body that was not read to its end takes its connection along.
  @Override
  public void close() {
    head.close();
  }
}

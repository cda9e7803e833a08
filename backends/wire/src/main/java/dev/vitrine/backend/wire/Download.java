package dev.vitrine.backend.wire;

import dev.vitrine.fetch.FetchException;
import dev.vitrine.fetch.ResponseHead;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/// An answer whose body is being read. Not thread-safe, but for closing.
public final class Download implements AutoCloseable {
  private final ResponseHead head;
  private final InputStream body;
  private final Duration stall;

  /// Takes the head's connection over.
  ///
  /// @param stall how long the connection waits for the next bytes, for messages
  Download(ResponseHead head, boolean hasBody, Duration stall) throws FetchException {
    this.head = head;
    this.body = hasBody ? head.body() : InputStream.nullInputStream();
    this.stall = stall;
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
    int at = 0;
    try {
      while (at < bytes.length) {
        int count = body.read(bytes, at, bytes.length - at);
        if (count < 0) {
          break;
        }
        at += count;
      }
    } catch (SocketTimeoutException e) {
      throw new WireException("no more bytes in " + stall.toMillis() + " ms", e);
    } catch (IOException e) {
      throw WireException.unlessInterrupted(e);
    }
    return at;
  }

  /// A body that was not read to its end takes its connection along.
  @Override
  public void close() {
    head.close();
  }
}

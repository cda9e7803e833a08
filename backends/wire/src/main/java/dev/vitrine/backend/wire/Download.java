package dev.vitrine.backend.wire;

import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.OptionalLong;

/// An answer whose body is being read. Not thread-safe, but for closing.
public final class Download implements AutoCloseable {
  private final int status;
  private final HttpHeaders headers;
  private final BodyFlow body;

  Download(int status, HttpHeaders headers, BodyFlow body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  public int status() {
    return status;
  }

  public Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  /// The body's length as announced; empty when it is not.
  public OptionalLong lengthBytes() {
    try {
      return headers.firstValueAsLong("Content-Length");
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /// Reads up to `bytes.length` bytes, fewer at the end alone; the count, 0 at the end.
  ///
  /// Throws [WireException] when the body was cut, or nothing came for too long.
  public int read(byte[] bytes) throws WireException, InterruptedException {
    int at = 0;
    while (at < bytes.length) {
      int count = body.read(bytes, at, bytes.length - at);
      if (count < 0) {
        break;
      }
      at += count;
    }
    return at;
  }

  /// A body that was not read to its end takes its connection along.
  @Override
  public void close() {
    body.cancel();
  }
}

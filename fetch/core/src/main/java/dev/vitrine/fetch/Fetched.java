package dev.vitrine.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/// What was asked for, on its way. Not thread-safe; the connection is open until it is closed.
public final class Fetched implements AutoCloseable {
  private final ResponseHead head;
  private final OptionalLong lengthBytes;
  private final InputStream body;

  Fetched(ResponseHead head, OptionalLong lengthBytes, InputStream body) {
    this.head = head;
    this.lengthBytes = lengthBytes;
    this.body = body;
  }

  /// What the other side announced; empty when it did not.
  public OptionalLong lengthBytes() {
    return lengthBytes;
  }

  /// The bytes. Ends with an [IOException] where they end before what was announced.
  public InputStream body() {
    return body;
  }

  @Override
  public void close() {
    head.close();
  }
}

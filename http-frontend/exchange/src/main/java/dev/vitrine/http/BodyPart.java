package dev.vitrine.http;

import java.nio.ByteBuffer;

/// Some bytes of a request's body, in the transport's own memory.
public interface BodyPart {

  /// The content: the remaining bytes of a read-only, usually direct buffer, valid until released.
  ByteBuffer bytes();

  /// Gives the memory back and lets the transport read on; once, from any thread.
  void release();
}

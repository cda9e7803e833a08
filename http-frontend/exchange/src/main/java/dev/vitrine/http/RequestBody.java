package dev.vitrine.http;

import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The body of a request as it arrives. Read by one thread, the request's own.
///
/// The transport reads the socket only while the parts that were handed out and not yet released
/// stay below a bound, so a slow reader slows the client and nothing piles up. A client that sent
/// `Expect: 100-continue` is told to go on by the first [#read], so a refusal before that costs it
/// nothing.
public interface RequestBody {

  /// The declared length in bytes; empty when the body is chunked. Zero when there is none.
  OptionalLong lengthBytes();

  /// Waits for the next part, in order; null at the end. The caller releases each part.
  ///
  /// Throws [Aborted] when the client went away, broke the protocol, or was too slow.
  @Nullable BodyPart read() throws IOException, InterruptedException;

  /// The body ended before its end.
  final class Aborted extends IOException {
    private static final long serialVersionUID = 1;

    public Aborted(String message) {
      super(message);
    }
  }
}

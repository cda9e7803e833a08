package dev.vitrine.http;

/// Answers requests. Called on one virtual thread a request, which is interrupted when the client
/// is gone or the service stops; thread-safe.
@FunctionalInterface
public interface Handler {

  /// Answers, or throws: the transport turns whatever is thrown into a bare 500 and closes the
  /// connection. A handler that wants to say more catches its own exceptions.
  Response handle(Request request) throws Exception;

  /// Answers, or throws as [#handle] does, in place of an answer whose producer failed before its
  /// first byte.
  default Response failed(Request request, Exception cause) throws Exception {
    throw cause;
  }
}

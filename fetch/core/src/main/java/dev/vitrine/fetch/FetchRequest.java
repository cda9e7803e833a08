package dev.vitrine.fetch;

import java.util.Optional;

/// What is asked for, and from where.
///
/// @param address as the caller named it
/// @param span the bytes that are wanted; empty for all of them
/// @param authorization the field of that name, for the server that the address names: no redirect
///   takes it to another
public record FetchRequest(
    Method method, String address, Optional<ByteSpan> span, Optional<String> authorization) {

  /// What may be done on the web.
  public enum Method {
    GET,
    HEAD
  }

  /// Asks for everything.
  public static FetchRequest get(String address) {
    return new FetchRequest(Method.GET, address, Optional.empty(), Optional.empty());
  }

  public FetchRequest withSpan(ByteSpan wanted) {
    return new FetchRequest(method, address, Optional.of(wanted), authorization);
  }

  /// The fields that it has of its own, each with its end.
  ///
  /// @param sameServer whether it goes to the server that the address names
  String fields(boolean sameServer) {
    String range =
        span.map(wanted ->
                "Range: bytes=%d-%d\r\n".formatted(wanted.firstByte(), wanted.endByte() - 1))
            .orElse("");
    return range
        + authorization
            .filter(_ -> sameServer)
            .map(value -> "Authorization: " + value + "\r\n")
            .orElse("");
  }

  /// Without what is not for logs.
  @Override
  public String toString() {
    return method + " of something on the web";
  }
}

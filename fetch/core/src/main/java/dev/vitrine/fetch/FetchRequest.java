package dev.vitrine.fetch;

import java.util.Optional;

/// What is asked for, and from where.
///
/// @param address as the caller named it
/// @param span the bytes that are wanted; empty for all of them
/// @param authorization the field of that name, for the server that the address names: no redirect
///   takes it to another
/// @param token the field `X-Auth-Token`, for that server, too
public record FetchRequest(
    Method method,
    String address,
    Optional<ByteSpan> span,
    Optional<String> authorization,
    Optional<String> token) {

  /// Asks without a token.
  public FetchRequest(
      Method method, String address, Optional<ByteSpan> span, Optional<String> authorization) {
    this(method, address, span, authorization, Optional.empty());
  }

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
    return new FetchRequest(method, address, Optional.of(wanted), authorization, token);
  }

  /// The same, asked by whoever has the token.
  public FetchRequest withToken(String shown) {
    if (!shown.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException("this is no token");
    }
    return new FetchRequest(method, address, span, authorization, Optional.of(shown));
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
        + proof("Authorization", authorization, sameServer)
        + proof("X-Auth-Token", token, sameServer);
  }

  private static String proof(String name, Optional<String> value, boolean sameServer) {
    return value.filter(_ -> sameServer).map(text -> name + ": " + text + "\r\n").orElse("");
  }

  /// Without what is not for logs.
  @Override
  public String toString() {
    return method + " of something on the web";
  }
}

package dev.vitrine.http;

import java.nio.charset.StandardCharsets;

/// The answer to a request. `Content-Length` and the connection's own fields are the transport's
/// work and are not among the headers.
///
/// @param status 200 to 599
public record Response(int status, Headers headers, Body body) {

  /// What follows the head.
  public sealed interface Body {}

  /// Nothing: sent as `Content-Length: 0`, except with 204 and 304.
  public record Empty() implements Body {}

  /// Few bytes, all here.
  public record Bytes(byte[] bytes) implements Body {}

  /// A body of known length that is produced while it is sent. When the producer fails before its
  /// first byte, [Handler#failed] says what is answered instead; when it fails later, or ends
  /// early, the connection is cut, so that no client mistakes a part for the whole.
  public record Streamed(long lengthBytes, Producer producer) implements Body {}

  /// Writes a body; called once, on the request's thread.
  @FunctionalInterface
  public interface Producer {
    void produce(BodySink sink) throws Exception;
  }

  public static Response empty(int status) {
    return new Response(status, Headers.NONE, new Empty());
  }

  public static Response of(int status, String contentType, byte[] body) {
    return new Response(status, Headers.of("Content-Type", contentType), new Bytes(body));
  }

  public static Response text(int status, String body) {
    return of(status, "text/plain; charset=UTF-8", body.getBytes(StandardCharsets.UTF_8));
  }

  /// The same answer with one more header.
  public Response with(String name, String value) {
    return new Response(status, headers.with(name, value), body);
  }
}

package dev.vitrine.backend.wire;

import java.time.Duration;

/// How long is waited.
///
/// @param connect for a connection
/// @param answer for an answer, from the last byte of the request to the head of the answer, or to
///   its end where it is read whole
/// @param stall for the next bytes of a body, in either direction
public record WireLimits(Duration connect, Duration answer, Duration stall) {

  /// For services in the same cloud. A store may take its time to end a large object.
  public static WireLimits usual() {
    return new WireLimits(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(60));
  }
}

package dev.vitrine.backend.swift;

import java.time.Duration;
import java.util.Optional;

/// Which of the addresses in Keystone's catalogue is Swift's, and when sessions are renewed.
///
/// @param endpointInterface `public`, `internal` or `admin`
/// @param region empty for any
/// @param address takes the place of the catalogue's
/// @param renewBefore how long before its end a session is not used any more
public record SwiftEndpoint(
    String serviceType,
    String endpointInterface,
    Optional<String> region,
    Optional<String> address,
    Duration renewBefore) {

  public static SwiftEndpoint usual() {
    return new SwiftEndpoint(
        "object-store", "public", Optional.empty(), Optional.empty(), Duration.ofSeconds(60));
  }
}

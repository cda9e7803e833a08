package dev.vitrine.backend.swift;

import java.net.URI;
import java.time.Instant;

/// A token and the address of the account that it is good for. Never prints the token.
///
/// @param useUntil when it is no longer begun with
record SwiftSession(URI storageUrl, String token, Instant useUntil) {
  @Override
  public String toString() {
    return "SwiftSession[" + storageUrl + "]";
  }
}

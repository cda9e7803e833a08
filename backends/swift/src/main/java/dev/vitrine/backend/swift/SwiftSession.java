package dev.vitrine.backend.swift;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/// A token and the address of the account that it is good for. Never prints the token.
///
/// @param useUntil when it is no longer begun with
/// @param project the id of the project that it is good for, where a Keystone says it
record SwiftSession(URI storageUrl, String token, Instant useUntil, Optional<String> project) {
  @Override
  public String toString() {
    return "SwiftSession[" + storageUrl + "]";
  }
}

package dev.vitrine.backend.swift;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/// Where callers have their accounts of Swift, by a Keystone's own word: an address is never a
/// caller's to say. Thread-safe; answers or fails within a bounded time.
@FunctionalInterface
public interface CallerAccounts {
  /// For a service whose callers have no Keystone.
  CallerAccounts NONE = _ -> Optional.empty();

  /// The address of the account of whoever showed the token; empty when that caller has none.
  /// Throws [IOException] when nobody answers, or refuses to look.
  Optional<URI> find(String token) throws IOException, InterruptedException;
}

package dev.vitrine.api.identity;

import java.util.Optional;

/// Knows tokens. Thread-safe; blocks within a limit of its own.
@FunctionalInterface
public interface TokenAuthority {

  /// What there is to know about a token; empty when it is not valid: never issued, revoked, or
  /// expired.
  ///
  /// @param text as the client sent it: anything
  /// @param allowExpired whether one that has expired, not long ago and not revoked, is good enough
  Optional<Token> find(String text, boolean allowExpired)
      throws AuthorityUnavailable, InterruptedException;
}

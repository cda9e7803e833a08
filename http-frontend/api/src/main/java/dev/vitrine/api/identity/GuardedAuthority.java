package dev.vitrine.api.identity;

import java.util.Optional;

/// Asks an authority about tokens only as far as a [Guard] lets it. Thread-safe.
record GuardedAuthority(TokenAuthority authority, Guard guard) implements TokenAuthority {
  @Override
  public Optional<Token> find(String text, boolean allowExpired)
      throws AuthorityUnavailable, InterruptedException {
    return guard.ask("token", () -> authority.find(text, allowExpired));
  }
}

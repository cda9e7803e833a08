package dev.vitrine.backend;

/// In whose name a store is asked. Immutable; lives in memory only and never prints a token.
public sealed interface Actor {

  /// A caller, by what the caller showed.
  record Caller(String token) implements Actor {
    @Override
    public String toString() {
      return "Caller[secret]";
    }
  }

  /// The service itself: there is no caller (any more).
  record Service() implements Actor {}
}

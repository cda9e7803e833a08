package dev.vitrine.images.access;

import dev.vitrine.backend.Actor;
import org.jspecify.annotations.Nullable;

/// What a caller showed to be believed: other services believe it, too, when they are asked on the
/// caller's behalf. It lives in memory only, as long as what the caller ordered, and is never
/// printed.
///
/// @param token null when there is nothing to show
public record Proof(@Nullable String token) {
  public static final Proof NONE = new Proof(null);

  /// In whose name stores are asked for whoever showed it.
  public Actor actor() {
    return token == null ? new Actor.Service() : new Actor.Caller(token);
  }

  @Override
  public String toString() {
    return token == null ? "Proof[none]" : "Proof[secret]";
  }
}

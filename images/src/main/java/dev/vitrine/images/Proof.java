package dev.vitrine.images;

import org.jspecify.annotations.Nullable;

/// What a caller showed to be believed: other services believe it, too, when they are asked on the
/// caller's behalf. It lives in memory only, as long as what the caller ordered, and is never
/// printed.
///
/// @param token null when there is nothing to show
public record Proof(@Nullable String token) {
  public static final Proof NONE = new Proof(null);

  @Override
  public String toString() {
    return token == null ? "Proof[none]" : "Proof[secret]";
  }
}

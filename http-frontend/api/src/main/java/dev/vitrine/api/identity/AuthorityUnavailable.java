package dev.vitrine.api.identity;

import org.jspecify.annotations.Nullable;

/// An authority cannot say anything about a token at present. The message is for the operator and
/// has no secrets.
public final class AuthorityUnavailable extends Exception {
  private static final long serialVersionUID = 1;
  private final boolean reached;

  /// @param reached whether it was there, and only its answer was none
  public AuthorityUnavailable(String message, boolean reached, @Nullable Throwable cause) {
    super(message, cause);
    this.reached = reached;
  }

  boolean reached() {
    return reached;
  }
}

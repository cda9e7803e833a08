package dev.vitrine.signatures;

import java.util.Objects;

/// A signature that is wrong, or that cannot be verified. The message is for whoever signed; it
/// quotes nothing secret.
public final class SignatureFailure extends Exception {
  private static final long serialVersionUID = 1;

  public SignatureFailure(String message) {
    super(message);
  }

  public SignatureFailure(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}

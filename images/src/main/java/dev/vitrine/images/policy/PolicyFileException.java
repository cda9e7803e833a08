package dev.vitrine.images.policy;

import org.jspecify.annotations.Nullable;

/// A policy file cannot be read, or is none. The message names the file and says why.
public final class PolicyFileException extends Exception {
  private static final long serialVersionUID = 1;

  PolicyFileException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

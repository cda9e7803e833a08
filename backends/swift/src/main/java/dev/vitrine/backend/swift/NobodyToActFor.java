package dev.vitrine.backend.swift;

import java.io.IOException;

/// There is neither a caller whose token is taken nor an account of the service's own.
final class NobodyToActFor extends IOException {
  private static final long serialVersionUID = 1;

  NobodyToActFor(String message) {
    super(message);
  }
}

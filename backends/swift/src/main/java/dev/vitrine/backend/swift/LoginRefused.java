package dev.vitrine.backend.swift;

import java.io.IOException;

/// Nobody may log in that way, or what there is to log in to has no object store.
final class LoginRefused extends IOException {
  private static final long serialVersionUID = 1;

  LoginRefused(String message) {
    super(message);
  }
}

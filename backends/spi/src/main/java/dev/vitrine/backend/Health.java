package dev.vitrine.backend;

/// Whether a store can be used at present.
public sealed interface Health {

  /// It answers.
  record Up() implements Health {}

  /// It does not, and calls fail until it does.
  ///
  /// @param reason for the operator: what is wrong and, where that is known, what helps
  record Down(String reason) implements Health {}
}

package dev.vitrine.backend;

import java.io.IOException;

/// Whether a store can be used at present.
public sealed interface Health {

  /// It answers.
  record Up() implements Health {}

  /// It does not, and calls fail until it does.
  ///
  /// @param reason for the operator: what is wrong and, where that is known, what helps
  record Down(String reason) implements Health {}

  /// Asks the store something.
  @FunctionalInterface
  interface Look {
    Health look() throws IOException, InterruptedException;
  }

  /// What the look says; when it fails, that is why the store is down.
  static Health of(Look look) {
    try {
      return look.look();
    } catch (IOException e) {
      return new Down(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Down("interrupted");
    }
  }
}

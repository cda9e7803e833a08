package dev.vitrine.api.identity;

import dev.vitrine.api.CallerSource;

/// A source of callers with what it holds open.
///
/// @param source tells callers until this is closed
public record Callers(CallerSource source, Held held) implements AutoCloseable {

  /// What is to be let go.
  @FunctionalInterface
  public interface Held extends AutoCloseable {
    @Override
    void close();
  }

  @Override
  public void close() {
    held.close();
  }
}

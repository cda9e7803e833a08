package dev.vitrine.catalog;

import java.util.function.Function;

/// A record and the revision of the commit that wrote it: what a transaction that depends on the
/// record expects.
public record Versioned<T>(T value, long revision) {

  public <U> Versioned<U> map(Function<? super T, ? extends U> change) {
    return new Versioned<>(change.apply(value), revision);
  }
}

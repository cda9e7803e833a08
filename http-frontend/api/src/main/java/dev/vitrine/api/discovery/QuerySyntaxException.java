package dev.vitrine.api.discovery;

import java.util.Objects;

/// A query that makes no sense, and where. Carries no stack trace: it is an outcome, not a fault.
final class QuerySyntaxException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param at place in the query, from 0
  QuerySyntaxException(int at, String message) {
    super("Invalid query at character %d: %s".formatted(at + 1, message), null, false, false);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}

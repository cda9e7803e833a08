package dev.vitrine.api.schema;

/// A value is not what its schema allows. The message names the member and the value.
public final class SchemaViolation extends Exception {
  private static final long serialVersionUID = 1;

  SchemaViolation(String message) {
    super(message);
  }
}

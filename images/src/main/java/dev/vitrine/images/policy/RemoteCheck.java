package dev.vitrine.images.policy;

import java.util.Map;

/// Asks a server of the operator's. Thread-safe; blocks within a limit of its own.
@FunctionalInterface
public interface RemoteCheck {

  /// For those who configure none: whatever depends on such a check is denied.
  RemoteCheck DENYING =
      (url, _, _, _) -> {
        throw new Undecided("nobody asks servers here");
      };

  /// @param rule the rule that was asked for
  /// @param target strings, booleans, lists of strings
  /// @param credentials strings, booleans, lists of strings
  boolean allows(
      String url, String rule, Map<String, Object> target, Map<String, Object> credentials)
      throws Undecided;

  /// The server said neither yes nor no. Then the whole decision is no, whatever else the rule
  /// says: in `not http://…` a server that is away must not open anything.
  final class Undecided extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Undecided(String message) {
      super(message, null, false, false);
    }
  }
}

package dev.vitrine.images.policy;

import java.util.Map;

/// Asks a server of the operator's. Thread-safe; blocks within a limit of its own, and says no when
/// the server cannot say yes.
@FunctionalInterface
public interface RemoteCheck {

  /// For those who configure none: every such check denies.
  RemoteCheck DENYING = (_, _, _, _) -> false;

  /// @param rule the rule that was asked for
  /// @param target strings, booleans, lists of strings
  /// @param credentials strings, booleans, lists of strings
  boolean allows(
      String url, String rule, Map<String, Object> target, Map<String, Object> credentials);
}

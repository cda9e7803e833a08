package dev.vitrine.formats;

import java.util.List;
import java.util.OptionalLong;

/// Whether data is what an image says it is, and may be kept.
public sealed interface Verdict {

  /// @param virtualSizeBytes of the disk; empty when it is not known, never 0
  /// @param warnings for the operator: what was let pass, and why
  record Accepted(OptionalLong virtualSizeBytes, List<String> warnings) implements Verdict {
    public Accepted {
      warnings = List.copyOf(warnings);
    }
  }

  /// @param reason for the caller
  record Refused(String reason) implements Verdict {}
}

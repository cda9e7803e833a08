package dev.vitrine.formats;

import java.util.List;

/// What a stream turned out to be.
///
/// @param lengthBytes of all that was seen
/// @param findings the formats that it fits, in the order of [Format]; empty when it fits none and
///   so is raw
/// @param members what is wrong with disks inside a package; empty for data that is no package
public record Inspection(long lengthBytes, List<Finding> findings, List<Concern> members) {
  public Inspection {
    findings = List.copyOf(findings);
    members = List.copyOf(members);
  }
}

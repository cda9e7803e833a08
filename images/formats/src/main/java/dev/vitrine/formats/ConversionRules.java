package dev.vitrine.formats;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// What is to become of a disk that comes in, where all are to be of one format. Immutable.
///
/// @param safety what data must pass besides, whether or not other data may be of another format
///   than it says
/// @param target raw or qcow2
/// @param foreign formats that others read
public record ConversionRules(FormatRules safety, Format target, Set<Format> foreign) {
  private static final Set<Format> KNOWN = Set.of(Format.RAW, Format.QCOW2);

  public ConversionRules {
    foreign = Set.copyOf(foreign);
    if (!KNOWN.contains(target)) {
      throw new IllegalArgumentException("nothing is converted to " + target);
    }
  }

  /// What to do.
  public sealed interface Decision {

    /// Nothing: it is as it should be, or a disc.
    ///
    /// @param virtualSizeBytes of the disk, where that is known
    record Keep(OptionalLong virtualSizeBytes) implements Decision {}

    /// @param virtualSizeBytes of the disk, where that is known
    record Convert(Format from, Format to, OptionalLong virtualSizeBytes) implements Decision {}

    /// @param reason for the caller
    record Refuse(String reason) implements Decision {}
  }

  /// @param diskFormat what the image says
  /// @param inspection of the data, as of a disk
  public Decision decide(String diskFormat, Inspection inspection) {
    FormatRules strict =
        new FormatRules(true, safety.toleratedPartitionTableChecks(), safety.vmdkKinds());
    return switch (strict.judge(FormatRules.DISK, diskFormat, inspection)) {
      case Verdict.Refused(String reason) -> new Decision.Refuse(reason);
      case Verdict.Accepted(OptionalLong virtualSizeBytes, List<String> _) ->
          decide(diskFormat, found(inspection), virtualSizeBytes);
    };
  }

  private Decision decide(String diskFormat, Format found, OptionalLong virtualSizeBytes) {
    if (!found.toString().equals(diskFormat)) {
      return new Decision.Refuse(
          found == Format.ISO
              ? "Image has disallowed configuration: it is an iso, and disk_format is " + diskFormat
              : "Image format mismatch: disk_format is %s, the data is %s"
                  .formatted(diskFormat, found));
    }
    if (found == Format.ISO || found == target) {
      return new Decision.Keep(virtualSizeBytes);
    }
    return KNOWN.contains(found) || foreign.contains(found)
        ? new Decision.Convert(found, target, virtualSizeBytes)
        : new Decision.Refuse("A disk of format " + found + " cannot be converted to " + target);
  }

  /// A partition table is what a raw disk begins with, and what makes a disc start from a disk,
  /// too.
  private static Format found(Inspection inspection) {
    return inspection.findings().stream()
        .map(Finding::format)
        .filter(format -> format != Format.GPT)
        .findFirst()
        .orElse(Format.RAW);
  }
}

package dev.vitrine.formats;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/// What is demanded of data: that it is of the format that its image names, and that it is safe to
/// open. Immutable.
///
/// @param matchRequired whether data of another format, or of several at once, is refused; what is
///   unsafe is refused in any case
/// @param toleratedPartitionTableChecks names of checks of a partition table that only warn
/// @param vmdkKinds the `createType`s, in lower case, that a VMDK may have; of those that are safe
///   to open at all, which no rule adds to
public record FormatRules(
    boolean matchRequired, Set<String> toleratedPartitionTableChecks, Set<String> vmdkKinds) {
  public static final FormatRules STRICT = new FormatRules(true, Set.of());

  /// The container format of disks that stand alone.
  public static final String DISK = "bare";

  private static final String PACKAGE = "ova";

  /// A partition table at the beginning of an ISO 9660 file system makes it boot from a disk, too;
  /// one inside a fixed VHD is its content.
  private static final EnumSet<Format> HYBRID_ISO = EnumSet.of(Format.ISO, Format.GPT);

  private static final EnumSet<Format> PARTITIONED_VHD = EnumSet.of(Format.VHD, Format.GPT);

  public FormatRules {
    toleratedPartitionTableChecks = Set.copyOf(toleratedPartitionTableChecks);
    vmdkKinds = Set.copyOf(vmdkKinds);
  }

  /// Every kind of VMDK that is safe to open.
  public FormatRules(boolean matchRequired, Set<String> toleratedPartitionTableChecks) {
    this(matchRequired, toleratedPartitionTableChecks, VmdkDescriptor.ACCEPTED);
  }

  /// What looks at the data of an image; empty for containers that nobody looks into.
  public static Optional<Inspector> inspectorFor(String containerFormat) {
    return switch (containerFormat) {
      case DISK -> Optional.of(new DiskInspector());
      case PACKAGE -> Optional.of(new PackageInspector());
      default -> Optional.empty();
    };
  }

  /// @param inspection what an inspector of [#inspectorFor] found
  public Verdict judge(String containerFormat, String diskFormat, Inspection inspection) {
    if (!containerFormat.equals(DISK)) {
      return inspection.members().isEmpty()
          ? new Verdict.Accepted(OptionalLong.empty(), List.of())
          : unsafe(inspection.members());
    }
    List<Finding> findings = relevant(diskFormat, inspection.findings());
    List<String> warnings = new ArrayList<>();
    Optional<String> mismatch = mismatch(diskFormat, findings);
    if (mismatch.isPresent() && matchRequired) {
      return new Verdict.Refused(mismatch.get());
    }
    mismatch.ifPresent(warnings::add);
    List<Concern> concerns = new ArrayList<>();
    for (Finding finding : findings) {
      for (Concern concern : finding.concerns()) {
        if (tolerates(finding.format(), concern)) {
          warnings.add(finding.format() + ": " + concern);
        } else {
          concerns.add(new Concern(finding.format() + " " + concern.check(), concern.reason()));
        }
      }
    }
    if (!concerns.isEmpty()) {
      return unsafe(concerns);
    }
    if (findings.stream().anyMatch(this::isUnwanted)) {
      return new Verdict.Refused("Invalid VMDK create-type specified");
    }
    if (mismatch.isPresent()) {
      return new Verdict.Accepted(OptionalLong.empty(), warnings);
    }
    if (isRaw(diskFormat) && !findings.isEmpty()) {
      warnings.add("Image disk_format raw has stream data " + findings.getFirst());
    }
    return new Verdict.Accepted(virtualSize(diskFormat, findings, inspection), warnings);
  }

  /// What counts of what was found, for an image of that format.
  private static List<Finding> relevant(String diskFormat, List<Finding> findings) {
    Set<Format> formats = formats(findings);
    if (formats.equals(HYBRID_ISO) && !isRaw(diskFormat)) {
      return only(Format.ISO, findings);
    }
    if (formats.equals(PARTITIONED_VHD) && findings.getFirst().variant().equals(VhdProbe.FIXED)) {
      boolean disk = diskFormat.equals(Format.VHD.toString());
      return only(disk ? Format.VHD : Format.GPT, findings);
    }
    return findings;
  }

  private static List<Finding> only(Format format, List<Finding> findings) {
    return findings.stream().filter(finding -> finding.format() == format).toList();
  }

  static Set<Format> formats(List<Finding> findings) {
    return findings.stream().map(Finding::format).collect(Collectors.toSet());
  }

  private static Optional<String> mismatch(String diskFormat, List<Finding> findings) {
    if (findings.size() > 1) {
      return Optional.of(
          findings.stream()
              .map(finding -> finding.format().toString())
              .collect(Collectors.joining(",", "Multiple formats detected: ", "")));
    }
    Format found = findings.isEmpty() ? Format.RAW : findings.getFirst().format();
    boolean accepted =
        isRaw(diskFormat)
            || found.toString().equals(diskFormat)
            || (found == Format.RAW && !mustBeRecognised(diskFormat));
    return accepted
        ? Optional.empty()
        : Optional.of("Image disk_format " + diskFormat + " does not match stream data " + found);
  }

  private static boolean isRaw(String diskFormat) {
    return diskFormat.equals(Format.RAW.toString());
  }

  /// Whether data of that format always shows it. A ploop disk may be a bundle of files, and what
  /// an operator added is not known.
  private static boolean mustBeRecognised(String diskFormat) {
    for (Format format : Format.values()) {
      if (format.toString().equals(diskFormat)) {
        return format != Format.PLOOP;
      }
    }
    return false;
  }

  private boolean tolerates(Format format, Concern concern) {
    return format == Format.GPT && toleratedPartitionTableChecks.contains(concern.check());
  }

  private boolean isUnwanted(Finding finding) {
    return finding.format() == Format.VMDK && !vmdkKinds.contains(finding.variant());
  }

  private static OptionalLong virtualSize(
      String diskFormat, List<Finding> findings, Inspection inspection) {
    long size = 0;
    if (isRaw(diskFormat)) {
      size = inspection.lengthBytes();
    } else if (!findings.isEmpty()) {
      size = findings.getFirst().virtualSizeBytes();
    }
    return size > 0 ? OptionalLong.of(size) : OptionalLong.empty();
  }

  private static Verdict.Refused unsafe(List<Concern> concerns) {
    return new Verdict.Refused(
        concerns.stream()
            .map(Concern::toString)
            .collect(Collectors.joining("; ", "Image failed safety checks: ", "")));
  }
}

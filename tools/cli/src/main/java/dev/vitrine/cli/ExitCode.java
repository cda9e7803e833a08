package dev.vitrine.cli;

/// How `vitrine` ends.
final class ExitCode {
  static final int OK = 0;

  /// fsck found damage.
  static final int DAMAGED = 1;

  /// Wrong use or configuration, or a check that could not be made.
  static final int CANNOT_RUN = 2;

  /// Something that the command needs is not there or is taken (EX_UNAVAILABLE of sysexits.h): a
  /// supervisor may try again.
  static final int UNAVAILABLE = 69;

  /// A bug (EX_SOFTWARE).
  static final int BUG = 70;

  private ExitCode() {}
}

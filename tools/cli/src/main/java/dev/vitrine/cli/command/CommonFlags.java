package dev.vitrine.cli.command;

import java.util.List;

/// What every command can be told.
public final class CommonFlags {
  public static final Flag.Switch DEBUG =
      new Flag.Switch("--debug", "Show the cause of a failure, as a stack trace.");

  static final Flag.Switch HELP =
      new Flag.Switch("--help", "h", "Show this help message and exit.");

  static final Flag.Switch VERSION =
      new Flag.Switch("--version", "V", "Print version information and exit.");

  static final List<Flag> ALL = List.of(DEBUG, HELP, VERSION);

  private CommonFlags() {}
}

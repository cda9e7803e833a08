package dev.vitrine.cli;

import org.jspecify.annotations.Nullable;

/// A command cannot do what was asked. The message is for the operator: a sentence that names what
/// is in the way. `--debug` shows the cause.
final class CommandFailure extends Exception {
  private static final long serialVersionUID = 1;

  private final int exitCode;
  private final String sentence;

  private CommandFailure(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
    this.sentence = message;
  }

  /// What was asked makes no sense: a wrong flag, file or option. Trying again changes nothing.
  static CommandFailure wrongUse(String message) {
    return new CommandFailure(ExitCode.CANNOT_RUN, message, null);
  }

  static CommandFailure wrongUse(String message, Throwable cause) {
    return new CommandFailure(ExitCode.CANNOT_RUN, message, cause);
  }

  /// The machine is in the way: no such folder, a port in use, a broken disk.
  static CommandFailure unavailable(String message) {
    return new CommandFailure(ExitCode.UNAVAILABLE, message, null);
  }

  static CommandFailure unavailable(String message, Throwable cause) {
    return new CommandFailure(ExitCode.UNAVAILABLE, message, cause);
  }

  @Override
  public String getMessage() {
    return sentence;
  }

  int exitCode() {
    return exitCode;
  }
}

package dev.vitrine.cli.config;

import java.nio.file.Path;

/// Where a value comes from, in the words of messages.
public sealed interface Origin {

  /// @param line counts from 1
  record InFile(Path file, int line) implements Origin {
    @Override
    public String toString() {
      return file + ":" + line;
    }
  }

  record InEnvironment(String variable) implements Origin {
    @Override
    public String toString() {
      return "environment " + variable;
    }
  }

  record OnCommandLine(String flag) implements Origin {
    @Override
    public String toString() {
      return flag;
    }
  }

  record ByDefault() implements Origin {
    @Override
    public String toString() {
      return "default";
    }
  }
}

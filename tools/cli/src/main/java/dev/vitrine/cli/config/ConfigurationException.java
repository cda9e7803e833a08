package dev.vitrine.cli.config;

import java.util.List;

/// The configuration cannot be used. The message has one line for each thing that is wrong, and
/// each line says where it was set.
public final class ConfigurationException extends Exception {
  private static final long serialVersionUID = 1;

  private final String problems;

  public ConfigurationException(List<String> problems) {
    this(String.join(System.lineSeparator(), problems));
  }

  public ConfigurationException(String problem) {
    super(problem);
    this.problems = problem;
  }

  @Override
  public String getMessage() {
    return problems;
  }
}

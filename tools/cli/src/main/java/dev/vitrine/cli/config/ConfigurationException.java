package dev.vitrine.cli.config;

import java.util.List;

/// The configuration cannot be used. The message has one line for each thing that is wrong, and
/// each line says where it was set.
public final class ConfigurationException extends Exception {
  private static final long serialVersionUID = 1;

  public ConfigurationException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
  }

  public ConfigurationException(String problem) {
    super(problem);
  }
}

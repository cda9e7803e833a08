package dev.vitrine.cli;

import dev.vitrine.cli.command.Arguments;
import dev.vitrine.cli.command.Flag;
import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.ConfigurationException;
import dev.vitrine.cli.config.Options;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The flags of every command that reads the configuration.
final class CommonOptions {
  private static final Flag.Value FILES =
      new Flag.Value(
          "--config",
          "FILE",
          "Configuration file; may be repeated, a later one wins. A glance-api.conf will do.",
          true);

  private static final Flag.Value DATA =
      new Flag.Value(
          "--data", "DIR", "Data folder. Default: ${XDG_DATA_HOME:-~/.local/share}/vitrine");

  private final Arguments arguments;

  CommonOptions(Arguments arguments) {
    this.arguments = arguments;
  }

  /// These flags and a command's own.
  static Flag[] and(Flag... own) {
    return Stream.concat(Stream.of(FILES, DATA), Stream.of(own)).toArray(Flag[]::new);
  }

  /// Reads the configuration with these flags and a command's own, which are taken over, on top.
  Configuration configuration(FlagSettings flags) throws CommandFailure {
    flags.add(arguments, DATA, Options.DATA_DIR);
    List<Path> files = arguments.all(FILES).stream().map(Path::of).toList();
    try {
      return Configuration.load(files, System.getenv(), flags.all());
    } catch (ConfigurationException e) {
      throw CommandFailure.wrongUse(e.getMessage(), e);
    }
  }

  /// Reads the configuration for a command that has no flags of its own for it.
  Configuration configuration() throws CommandFailure {
    return configuration(new FlagSettings());
  }

  /// The data folder for a command that needs nothing else of the configuration.
  DataFolder dataFolder() throws CommandFailure {
    return DataFolder.of(configuration(), System.getenv());
  }
}

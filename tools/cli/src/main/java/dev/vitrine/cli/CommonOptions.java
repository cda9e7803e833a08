package dev.vitrine.cli;

import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.ConfigurationException;
import dev.vitrine.cli.config.Options;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// The flags of every command that reads the configuration.
final class CommonOptions {
  @CommandLine.Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Configuration file; may be repeated, a later one wins. A glance-api.conf will do.")
  private List<Path> files = new ArrayList<>();

  @CommandLine.Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data folder. Default: $${XDG_DATA_HOME:-~/.local/share}/vitrine")
  private @Nullable String data;

  /// Reads the configuration with these flags and a command's own, which are taken over, on top.
  Configuration configuration(FlagSettings flags) throws CommandFailure {
    flags.add("--data", Options.DATA_DIR, data);
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

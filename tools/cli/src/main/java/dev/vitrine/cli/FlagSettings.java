package dev.vitrine.cli;

import dev.vitrine.cli.command.Arguments;
import dev.vitrine.cli.command.Flag;
import dev.vitrine.cli.config.Option;
import dev.vitrine.cli.config.Origin;
import dev.vitrine.cli.config.Setting;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The options that a command line sets. Not thread-safe.
final class FlagSettings {
  private final List<Setting> settings = new ArrayList<>();

  /// @param text null when the flag was not given
  void add(String flag, Option<?> option, @Nullable String text) {
    if (text != null) {
      settings.add(new Setting(option.name(), text, new Origin.OnCommandLine(flag)));
    }
  }

  /// Takes over what was typed for the flag, if it was.
  void add(Arguments arguments, Flag.Value flag, Option<?> option) {
    add(flag.name(), option, arguments.get(flag).orElse(null));
  }

  List<Setting> all() {
    return List.copyOf(settings);
  }
}

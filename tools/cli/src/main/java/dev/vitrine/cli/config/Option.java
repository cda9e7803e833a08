package dev.vitrine.cli.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An option that is honoured.
///
/// @param defaultText what holds when nobody set it, as it would be written
/// @param help what it does, in a sentence
/// @param formerNames older names that still set it
/// @param secret whether its value is shown to nobody
public record Option<T>(
    OptionName name,
    OptionType<T> type,
    String defaultText,
    String help,
    List<OptionName> formerNames,
    boolean secret) {
  public Option {
    formerNames = List.copyOf(formerNames);
  }

  Option(String group, String name, OptionType<T> type, String defaultText, String help) {
    this(new OptionName(group, name), type, defaultText, help, List.of(), false);
  }

  /// This option, set by an older name as well.
  Option<T> alsoKnownAs(String group, String former) {
    List<OptionName> names = new ArrayList<>(formerNames);
    names.add(new OptionName(group, former));
    return new Option<>(name, type, defaultText, help, names, secret);
  }

  /// This option, whose value is shown to nobody.
  Option<T> keptSecret() {
    return new Option<>(name, type, defaultText, help, formerNames, true);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Option<?> option
            && name.equals(option.name)
            && type.equals(option.type)
            && defaultText.equals(option.defaultText)
            && help.equals(option.help)
            && formerNames.equals(option.formerNames)
            && secret == option.secret);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  boolean isNamed(OptionName other) {
    return name.equals(other) || formerNames.contains(other);
  }
}

package dev.vitrine.cli.config;

import java.util.List;

/// An option that is honoured.
///
/// @param defaultText what holds when nobody set it, as it would be written
/// @param help what it does, in a sentence
/// @param formerNames older names that still set it
public record Option<T>(
    OptionName name,
    OptionType<T> type,
    String defaultText,
    String help,
    List<OptionName> formerNames) {
  public Option {
    formerNames = List.copyOf(formerNames);
  }

  Option(String group, String name, OptionType<T> type, String defaultText, String help) {
    this(new OptionName(group, name), type, defaultText, help, List.of());
  }

  /// This option, set by an older name as well.
  Option<T> alsoKnownAs(String group, String former) {
    return new Option<>(name, type, defaultText, help, List.of(new OptionName(group, former)));
  }

  boolean isNamed(OptionName other) {
    return name.equals(other) || formerNames.contains(other);
  }
}

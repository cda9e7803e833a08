package dev.vitrine.cli.command;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a command was given. Immutable.
///
/// @param values by the flag's name, in the order in which they were typed; a switch has none
public record Arguments(Map<String, List<String>> values, Optional<String> operand) {
  public boolean has(Flag.Switch flag) {
    return values.containsKey(flag.name());
  }

  public Optional<String> get(Flag.Value flag) {
    return all(flag).stream().findFirst();
  }

  public List<String> all(Flag.Value flag) {
    return values.getOrDefault(flag.name(), List.of());
  }

  /// The operand of a command that requires one.
  public String required() {
    return operand.orElseThrow();
  }
}

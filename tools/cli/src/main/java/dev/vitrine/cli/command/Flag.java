package dev.vitrine.cli.command;

/// What a command can be told by name.
public sealed interface Flag {
  /// Begins with two hyphens.
  String name();

  String description();

  /// A flag that is there or not.
  ///
  /// @param letter the short form's, as a text; empty for none
  record Switch(String name, String letter, String description) implements Flag {
    public Switch(String name, String description) {
      this(name, "", description);
    }
  }

  /// A flag that brings a value: `--name VALUE` or `--name=VALUE`.
  ///
  /// @param label what usage calls the value
  record Value(String name, String label, String description, boolean repeatable) implements Flag {
    public Value(String name, String label, String description) {
      this(name, label, description, false);
    }
  }

  /// Whether the word is the flag itself, by either of its names.
  default boolean isMeantBy(String word) {
    return name().equals(word)
        || (this instanceof Switch(_, String letter, _)
            && !letter.isEmpty()
            && word.equals("-" + letter));
  }
}

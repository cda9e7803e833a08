package dev.vitrine.cli.config;

import java.util.function.Predicate;

/// An option of Glance that Vitrine knows and does not honour.
///
/// @param name the name [#EVERY] stands for every option of the section that is not listed itself
/// @param treatment what happens when somebody sets it
/// @param reason why, in a sentence
public record GlanceOption(OptionName name, Treatment treatment, String reason) {
  static final String EVERY = "*";

  /// What becomes of a value that is not honoured.
  public sealed interface Treatment {
    /// It means nothing here: what it tunes does not exist.
    record Ignored() implements Treatment {}

    /// It has a meaning that Vitrine does not give it yet.
    record Unsupported() implements Treatment {}

    /// Going on without it could open what the operator wanted shut.
    ///
    /// @param asksForMore whether this value does
    record Refused(Predicate<String> asksForMore) implements Treatment {}
  }

  boolean covers(OptionName other) {
    return name.equals(other)
        || (name.name().equals(EVERY)
            && (name.group().equals(other.group())
                || other.group().startsWith(name.group() + ".")));
  }
}

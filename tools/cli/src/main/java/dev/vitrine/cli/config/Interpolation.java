package dev.vitrine.cli.config;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Replaces references to other options: `$name`, `${name}`, `${group.name}`; `$$` and `\$` are a
/// dollar sign. A name without a section is looked for in the section of the value, then in
/// `DEFAULT`.
final class Interpolation {
  private static final Pattern DOLLAR =
      Pattern.compile("\\\\\\$|\\$\\$|\\$[A-Za-z_]\\w*|\\$\\{[A-Za-z_][\\w.-]*}");

  /// A chain of references this long goes in a circle.
  private static final int DEPTH_MAX = 20;

  private final Function<OptionName, Optional<String>> values;

  /// @param values the text of an option, not yet interpolated
  Interpolation(Function<OptionName, Optional<String>> values) {
    this.values = values;
  }

  /// Throws [IllegalArgumentException] when a reference leads nowhere or in a circle.
  String apply(String group, String text) {
    return apply(group, text, 0);
  }

  private String apply(String group, String text, int depth) {
    if (text.indexOf('$') < 0) {
      return text;
    }
    if (depth > DEPTH_MAX) {
      throw new IllegalArgumentException("its references go in a circle");
    }
    return DOLLAR
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(replacement(group, match.group(), depth)));
  }

  private String replacement(String group, String match, int depth) {
    if (match.equals("$$") || match.equals("\\$")) {
      return "$";
    }
    String name =
        match.startsWith("${") ? match.substring(2, match.length() - 1) : match.substring(1);
    int dot = name.lastIndexOf('.');
    OptionName wanted =
        dot < 0
            ? new OptionName(group, name)
            : new OptionName(name.substring(0, dot), name.substring(dot + 1));
    OptionName fallback = new OptionName(OptionName.DEFAULT_GROUP, name);
    OptionName found = values.apply(wanted).isPresent() || dot >= 0 ? wanted : fallback;
    String value =
        values
            .apply(found)
            .orElseThrow(() ->
                new IllegalArgumentException("it refers to " + wanted + ", which is not set"));
    return apply(found.group(), value, depth + 1);
  }
}

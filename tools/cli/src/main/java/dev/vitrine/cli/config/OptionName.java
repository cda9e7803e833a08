package dev.vitrine.cli.config;

import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An option's section and name. Sections compare without case, except that `DEFAULT` is written in
/// capitals; in names a hyphen is an underscore.
public record OptionName(String group, String name) implements Comparable<OptionName> {
  public static final String DEFAULT_GROUP = "DEFAULT";

  /// The section of what only Vitrine has.
  static final String OURS = "vitrine";

  /// The section that there may be several of, named `cors.…`.
  static final String CORS = "cors";

  private static final Comparator<OptionName> ORDER =
      Comparator.comparing((OptionName n) -> !n.group.equals(DEFAULT_GROUP))
          .thenComparing(OptionName::group)
          .thenComparing(OptionName::name);

  public OptionName {
    group = group.equals(DEFAULT_GROUP) ? group : group.toLowerCase(Locale.ROOT);
    name = name.replace('-', '_');
  }

  /// The name in the section that this one is a further case of: that of `[cors]` for
  /// `[cors.dashboard]`. Itself where sections have no further cases.
  OptionName general() {
    return group.startsWith(CORS + ".") ? new OptionName(CORS, name) : this;
  }

  /// Whether the section belongs to Vitrine alone, so that an unknown name in it is a mistake.
  boolean isOurs() {
    return group.equals(OURS) || group.startsWith(OURS + "_");
  }

  @Override
  public int compareTo(OptionName other) {
    return ORDER.compare(this, other);
  }

  // Written out, as in Option: how a record compares is linked anew by each process, which takes
  // longer than reading the whole configuration.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OptionName(String otherGroup, String otherName)
        && group.equals(otherGroup)
        && name.equals(otherName);
  }

  @Override
  public int hashCode() {
    return 31 * group.hashCode() + name.hashCode();
  }

  @Override
  public String toString() {
    return "[" + group + "] " + name;
  }
}

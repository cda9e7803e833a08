package dev.vitrine.fetch;

import java.util.Set;

/// Which redirects are followed.
///
/// @param statuses of the answers that are followed where they say where to; others are answers
/// @param most in a row, before they are taken for a circle
public record Redirects(Set<Integer> statuses, int most) {
  public Redirects {
    statuses = Set.copyOf(statuses);
  }

  /// Those that browsers follow, and as many.
  public static Redirects usual() {
    return new Redirects(Set.of(301, 302, 303, 307, 308), 20);
  }
}

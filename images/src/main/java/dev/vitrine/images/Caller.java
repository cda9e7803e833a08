package dev.vitrine.images;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who asks. Built by the identity in front; never by the use cases.
///
/// @param user user id; null when nobody in particular
/// @param project project id, the owner of what the caller makes; null when none
/// @param roles in lower case
/// @param admin whether the caller may see and change everything
public record Caller(
    @Nullable String user, @Nullable String project, Set<String> roles, boolean admin) {
  public Caller {
    roles = Set.copyOf(roles);
  }

  /// The caller of a service that runs without identity: may do everything, owns nothing.
  public static Caller unidentified() {
    return new Caller(null, null, Set.of("admin", "member", "reader"), true);
  }
}

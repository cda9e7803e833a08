package dev.vitrine.api.identity;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an authority says about a token. Immutable; never has the token itself.
///
/// @param userDomain id
/// @param project id of the project that it is good for, if it is for one
/// @param domain id of the domain that it is good for, if it is for one
/// @param system whether it is good for the whole system
/// @param roles by name, as they were issued
/// @param services types of the services in its catalog
/// @param accessRules the only requests that it may be used for; null for any
public record Token(
    String user,
    @Nullable String userDomain,
    @Nullable String project,
    @Nullable String projectDomain,
    @Nullable String domain,
    boolean system,
    Set<String> roles,
    boolean adminProject,
    Instant expiresAt,
    Set<String> services,
    @Nullable List<AccessRule> accessRules) {

  public Token {
    roles = Set.copyOf(roles);
    services = Set.copyOf(services);
    accessRules = accessRules == null ? null : List.copyOf(accessRules);
  }

  boolean isExpired(Instant now) {
    return !expiresAt.isAfter(now);
  }
}

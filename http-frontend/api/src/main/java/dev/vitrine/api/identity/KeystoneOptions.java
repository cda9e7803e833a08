package dev.vitrine.api.identity;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the service takes from the tokens of a Keystone. The names are those of
/// `[keystone_authtoken]`.
///
/// @param access how it asks about them
/// @param challengeUrl where clients get tokens, for the challenge of a refusal; null for where the
///   service itself asks
/// @param cacheTime how long a valid token counts without asking again; zero or less for never
/// @param serviceRoles roles that make a service's token count
/// @param serviceRolesRequired whether a service's token counts only with one of them
/// @param serviceType this service's type in access rules; null to refuse tokens that have them
public record KeystoneOptions(
    KeystoneAccess access,
    @Nullable String challengeUrl,
    Duration cacheTime,
    Set<String> serviceRoles,
    boolean serviceRolesRequired,
    @Nullable String serviceType) {

  public KeystoneOptions {
    serviceRoles = Set.copyOf(serviceRoles);
  }

  String challenge() {
    return "Keystone uri=\"" + (challengeUrl == null ? access.authUrl() : challengeUrl) + "\"";
  }
}

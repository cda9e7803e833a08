package dev.vitrine.api.identity;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How the service reaches its Keystone, and what it takes from it. The names are those of
/// `[keystone_authtoken]`.
///
/// @param authUrl with or without version
/// @param challengeUrl where clients get tokens, for the challenge of a refusal; null for `authUrl`
/// @param account whom the service itself is
/// @param endpointInterface which of Keystone's own endpoints to ask: `internal`, `public`, `admin`
/// @param regionName of Keystone's own endpoint; null for any
/// @param caFile certificates to trust, in PEM form; null for those of the system
/// @param certFile the service's own certificate, in PEM form; null for none
/// @param keyFile its key, PKCS #8 in PEM form
/// @param insecure whether any certificate of Keystone's will do
/// @param connectTimeout longest time to connect
/// @param answerTimeout longest time from question to answer
/// @param retries how often to try again to connect
/// @param cacheTime how long a valid token counts without asking again; zero or less for never
/// @param serviceRoles roles that make a service's token count
/// @param serviceRolesRequired whether a service's token counts only with one of them
/// @param serviceType this service's type in access rules; null to refuse tokens that have them
public record KeystoneOptions(
    URI authUrl,
    @Nullable String challengeUrl,
    Account account,
    String endpointInterface,
    @Nullable String regionName,
    @Nullable Path caFile,
    @Nullable Path certFile,
    @Nullable Path keyFile,
    boolean insecure,
    Duration connectTimeout,
    Duration answerTimeout,
    int retries,
    Duration cacheTime,
    Set<String> serviceRoles,
    boolean serviceRolesRequired,
    @Nullable String serviceType) {

  public KeystoneOptions {
    serviceRoles = Set.copyOf(serviceRoles);
  }

  String challenge() {
    return "Keystone uri=\"" + (challengeUrl == null ? authUrl : challengeUrl) + "\"";
  }

  /// An account of Keystone's. Never prints its secret.
  public sealed interface Account {

    /// Something that has a name within a domain, or an id.
    record Named(
        @Nullable String id,
        @Nullable String name,
        @Nullable String domainId,
        @Nullable String domainName) {}

    /// A user with a password, for a project or (null) for the whole system.
    record Password(Named user, String password, @Nullable Named project) implements Account {
      @Override
      public String toString() {
        return "Password[" + user + ", " + project + "]";
      }
    }

    /// An application credential.
    ///
    /// @param user needed when it is named rather than given by id
    record ApplicationCredential(
        @Nullable String id, @Nullable String name, @Nullable Named user, String secret)
        implements Account {
      @Override
      public String toString() {
        return "ApplicationCredential[" + (id == null ? name : id) + "]";
      }
    }
  }
}

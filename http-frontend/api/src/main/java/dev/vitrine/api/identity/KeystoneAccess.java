package dev.vitrine.api.identity;

import dev.vitrine.fetch.ClientTls;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How the service reaches a Keystone, and whom it is there.
///
/// @param authUrl with or without version
/// @param account whom the service itself is
/// @param endpointInterface which of Keystone's own endpoints to ask: `internal`, `public`, `admin`
/// @param regionName of Keystone's own endpoint; null for any
/// @param tls whom it trusts to be Keystone
/// @param connectTimeout longest time to connect
/// @param answerTimeout longest time from question to answer
/// @param retries how often to try again to connect
public record KeystoneAccess(
    URI authUrl,
    Account account,
    String endpointInterface,
    @Nullable String regionName,
    ClientTls tls,
    Duration connectTimeout,
    Duration answerTimeout,
    int retries) {

  /// Longest time that a single exchange with Keystone takes.
  Duration exchangeLimit() {
    return connectTimeout.plus(answerTimeout);
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

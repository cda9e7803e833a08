package dev.vitrine.backend.swift;

import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;

/// The accounts that images may lie in, by the names that URIs have for them. Immutable.
///
/// @param own the name of the one that new images go to
public record SwiftReferences(SequencedMap<String, SwiftAccount> accounts, String own) {

  /// Throws [IllegalArgumentException], with words for the operator, when there is none of that
  /// name.
  public SwiftReferences {
    accounts = new LinkedHashMap<>(accounts);
    if (!accounts.containsKey(own)) {
      throw new IllegalArgumentException("there is no Swift account of the name " + own);
    }
  }

  /// The account that new data goes to.
  public SwiftAccount ownAccount() {
    return Objects.requireNonNull(accounts.get(own));
  }

  /// The name of the account that logs in there under that name.
  Optional<String> find(String authAddress, String user) {
    return accounts.entrySet().stream()
        .filter(entry ->
            plain(entry.getValue().authUrl().toString()).equals(plain(authAddress))
                && entry.getValue().user().equals(user))
        .map(entry -> entry.getKey())
        .findFirst();
  }

  private static String plain(String address) {
    return address.replaceFirst("/+$", "");
  }
}

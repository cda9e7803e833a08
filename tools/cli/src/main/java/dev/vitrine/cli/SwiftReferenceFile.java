package dev.vitrine.cli;

import dev.vitrine.backend.swift.SwiftAccount;
import dev.vitrine.cli.config.ConfigurationException;
import dev.vitrine.cli.config.IniFile;
import dev.vitrine.cli.config.Setting;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Reads the file in which the accounts of Swift stores are written down, so that no URI needs to
/// have a key.
final class SwiftReferenceFile {
  private SwiftReferenceFile() {}

  /// The accounts by the names of their sections. Throws [IllegalArgumentException], with words for
  /// the operator, for a section that makes none.
  static SequencedMap<String, SwiftAccount> read(Path file) {
    Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    try {
      for (Setting setting : IniFile.read(file)) {
        sections
            .computeIfAbsent(setting.name().group(), _ -> new HashMap<>())
            .put(setting.name().name(), setting.text());
      }
    } catch (ConfigurationException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    SequencedMap<String, SwiftAccount> accounts = new LinkedHashMap<>();
    sections.forEach((name, values) -> accounts.put(name, account(file + ", " + name, values)));
    return accounts;
  }

  /// @param where for messages
  static SwiftAccount account(String where, Map<String, String> values) {
    String address = values.get("auth_address");
    if (address == null) {
      throw new IllegalArgumentException(where + ": auth_address is missing");
    }
    URI authUrl = URI.create(address.contains("://") ? address : "https://" + address);
    String version = values.getOrDefault("auth_version", "3");
    return switch (version) {
      case "1" ->
          new SwiftAccount.Simple(
              authUrl, wanted(where, values, "user"), wanted(where, values, "key"));
      case "3" -> new SwiftAccount.Keystone(authUrl, proof(where, values));
      default ->
          throw new IllegalArgumentException(where + ": there is no auth_version " + version);
    };
  }

  private static SwiftAccount.Proof proof(String where, Map<String, String> values) {
    if (values.containsKey("application_credential_id")
        || values.containsKey("application_credential_secret")) {
      return new SwiftAccount.ApplicationCredential(
          wanted(where, values, "application_credential_id"),
          wanted(where, values, "application_credential_secret"));
    }
    String user = wanted(where, values, "user");
    int colon = user.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException(where + ": user is not of the form project:user");
    }
    return new SwiftAccount.Password(
        user.substring(colon + 1),
        domain(values, "user"),
        user.substring(0, colon),
        domain(values, "project"),
        wanted(where, values, "key"));
  }

  private static SwiftAccount.Domain domain(Map<String, String> values, String of) {
    @Nullable String id = values.get(of + "_domain_id");
    @Nullable String name = values.get(of + "_domain_name");
    return id != null
        ? new SwiftAccount.Domain(id, false)
        : name != null ? new SwiftAccount.Domain(name, true) : SwiftAccount.Domain.USUAL;
  }

  private static String wanted(String where, Map<String, String> values, String key) {
    String value = values.get(key);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException(where + ": " + key + " is missing");
    }
    return value;
  }
}

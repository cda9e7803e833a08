package dev.vitrine.api.identity;

import dev.vitrine.api.json.JsonReader;
import dev.vitrine.api.json.MalformedJson;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Asks Keystone about tokens. Remembers none. Thread-safe.
final class KeystoneAuthority implements TokenAuthority {

  /// A question may need a login first, and both may need a second try with a fresh session.
  static final int EXCHANGES = 4;

  /// Keystone's longest are a few hundred characters; those of other formats a few thousand.
  private static final int LONGEST_TOKEN = 16_384;

  private final KeystoneApi keystone;

  KeystoneAuthority(KeystoneApi keystone) {
    this.keystone = keystone;
  }

  @Override
  public Optional<Token> find(String text, boolean allowExpired)
      throws AuthorityUnavailable, InterruptedException {
    if (!isSendable(text)) {
      return Optional.empty();
    }
    HttpResponse<byte[]> response =
        keystone.get(
            "/auth/tokens" + (allowExpired ? "?allow_expired=1" : ""),
            "X-Subject-Token",
            text,
            "OpenStack-Identity-Access-Rules",
            "1");
    return switch (response.statusCode()) {
      case 200 -> Optional.of(read(response.body()));
      case 404 -> Optional.empty();
      default ->
          throw new AuthorityUnavailable(
              "Keystone answers " + response.statusCode() + " when asked about a token",
              true,
              null);
    };
  }

  /// Anything else is no token, and no header field either.
  private static boolean isSendable(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST_TOKEN
        && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  private static Token read(byte[] body) throws AuthorityUnavailable {
    try {
      return token(new Json(JsonReader.parse(body)).at("token"));
    } catch (MalformedJson | DateTimeException e) {
      throw new AuthorityUnavailable("Keystone's answer makes no sense", true, e);
    }
  }

  private static Token token(Json token) throws MalformedJson {
    Set<String> roles = new LinkedHashSet<>();
    for (Json role : token.at("roles").items()) {
      roles.add(required(role.at("name")));
    }
    Set<String> services = new LinkedHashSet<>();
    for (Json service : token.at("catalog").items()) {
      services.add(required(service.at("type")));
    }
    return new Token(
        required(token.at("user", "id")),
        token.at("user", "domain", "id").text(),
        token.at("project", "id").text(),
        token.at("project", "domain", "id").text(),
        token.at("domain", "id").text(),
        token.at("system", "all").isTrue(),
        roles,
        !token.at("is_admin_project").isFalse(),
        Instant.parse(required(token.at("expires_at"))),
        services,
        accessRules(token.at("application_credential", "access_rules")));
  }

  private static @Nullable List<AccessRule> accessRules(Json rules) throws MalformedJson {
    if (!rules.isArray()) {
      return null;
    }
    List<AccessRule> read = new ArrayList<>();
    for (Json rule : rules.items()) {
      read.add(
          new AccessRule(
              required(rule.at("service")),
              required(rule.at("method")),
              required(rule.at("path"))));
    }
    return read;
  }

  private static String required(Json place) throws MalformedJson {
    String text = place.text();
    if (text == null) {
      throw new MalformedJson("a part of a token is missing");
    }
    return text;
  }
}

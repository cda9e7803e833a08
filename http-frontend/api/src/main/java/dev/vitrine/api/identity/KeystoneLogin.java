package dev.vitrine.api.identity;

import dev.vitrine.api.identity.KeystoneAccess.Account;
import dev.vitrine.api.identity.KeystoneAccess.Account.Named;
import dev.vitrine.api.json.JsonOutput;
import dev.vitrine.api.json.JsonReader;
import dev.vitrine.api.json.MalformedJson;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The service's own session with Keystone: begun when it is first needed, begun anew shortly
/// before it expires and when Keystone does not accept it any more. Thread-safe; one thread logs in
/// while others wait.
final class KeystoneLogin {
  /// Enough for a question that has just begun to be answered.
  private static final Duration RENEWED_BEFORE_END = Duration.ofSeconds(30);

  private final KeystoneAccess access;
  private final BoundedClient client;
  private final InstantSource clock;
  private final ReentrantLock loggingIn = new ReentrantLock();
  private volatile @Nullable Session current;

  KeystoneLogin(KeystoneAccess access, BoundedClient client, InstantSource clock) {
    this.access = access;
    this.client = client;
    this.clock = clock;
  }

  /// @param keystone the versioned URL to ask, without a slash at its end
  record Session(String token, String keystone, Instant expiresAt) {
    @Override
    public String toString() {
      return "Session[" + keystone + ", " + expiresAt + "]";
    }
  }

  Session session() throws AuthorityUnavailable, InterruptedException {
    Session session = current;
    if (session != null && isFresh(session)) {
      return session;
    }
    loggingIn.lockInterruptibly();
    try {
      Session others = current;
      if (others != null && isFresh(others)) {
        return others;
      }
      Session begun = logIn();
      current = begun;
      return begun;
    } finally {
      loggingIn.unlock();
    }
  }

  /// Says that Keystone does not accept this session any more.
  void end(Session session) {
    loggingIn.lock();
    try {
      if (session.equals(current)) {
        current = null;
      }
    } finally {
      loggingIn.unlock();
    }
  }

  private boolean isFresh(Session session) {
    return session.expiresAt().minus(RENEWED_BEFORE_END).isAfter(clock.instant());
  }

  private Session logIn() throws AuthorityUnavailable, InterruptedException {
    String keystone = versioned(access.authUrl().toString());
    HttpRequest request =
        client
            .request(URI.create(keystone + "/auth/tokens"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(credentials()))
            .build();
    HttpResponse<byte[]> response = client.send(request);
    String token = response.headers().firstValue("X-Subject-Token").orElse(null);
    if (response.statusCode() != 201 || token == null) {
      throw new AuthorityUnavailable(
          "Keystone answers %d to the service's own credentials".formatted(response.statusCode()),
          true,
          null);
    }
    try {
      Json document = new Json(JsonReader.parse(response.body())).at("token");
      String expiresAt = document.at("expires_at").text();
      if (expiresAt == null) {
        throw new MalformedJson("expires_at is missing");
      }
      return new Session(token, endpoint(document, keystone), Instant.parse(expiresAt));
    } catch (MalformedJson | DateTimeException | IllegalArgumentException e) {
      throw new AuthorityUnavailable("Keystone's answer to a login makes no sense", true, e);
    }
  }

  /// Keystone's own endpoint as its catalog names it; the one that was configured if it names none.
  private String endpoint(Json token, String configured) {
    for (Json service : token.at("catalog").items()) {
      if ("identity".equals(service.at("type").text())) {
        for (Json endpoint : service.at("endpoints").items()) {
          String url = endpoint.at("url").text();
          if (url != null
              && access.endpointInterface().equals(endpoint.at("interface").text())
              && (access.regionName() == null
                  || access.regionName().equals(endpoint.at("region_id").text()))) {
            return URI.create(versioned(url)).toString();
          }
        }
      }
    }
    return configured;
  }

  /// There is one version of the API that is still served, so there is nothing to discover.
  private static String versioned(String url) {
    String bare = url;
    while (bare.endsWith("/")) {
      bare = bare.substring(0, bare.length() - 1);
    }
    if (bare.endsWith("/v3")) {
      return bare;
    }
    return (bare.endsWith("/v2.0") ? bare.substring(0, bare.length() - "/v2.0".length()) : bare)
        + "/v3";
  }

  private byte[] credentials() {
    return switch (access.account()) {
      case Account.Password(Named user, String password, var project) ->
          ("{\"auth\":{\"identity\":{\"methods\":[\"password\"],\"password\":{\"user\":{"
                  + named(user)
                  + ",\"password\":"
                  + text(password)
                  + "}}},\"scope\":"
                  + (project == null
                      ? "{\"system\":{\"all\":true}}"
                      : "{\"project\":{" + named(project) + "}}")
                  + "}}")
              .getBytes(StandardCharsets.UTF_8);
      case Account.ApplicationCredential(var id, var name, var user, String secret) ->
          ("{\"auth\":{\"identity\":{\"methods\":[\"application_credential\"],"
                  + "\"application_credential\":{"
                  + (id == null ? "\"name\":" + text(name) : "\"id\":" + text(id))
                  + (user == null ? "" : ",\"user\":{" + named(user) + "}")
                  + ",\"secret\":"
                  + text(secret)
                  + "}}}}")
              .getBytes(StandardCharsets.UTF_8);
    };
  }

  private static String named(Named thing) {
    if (thing.id() != null) {
      return "\"id\":" + text(thing.id());
    }
    String domain =
        thing.domainName() != null && thing.domainId() == null
            ? "\"name\":" + text(thing.domainName())
            : "\"id\":" + text(thing.domainId() == null ? "default" : thing.domainId());
    return "\"name\":" + text(thing.name()) + ",\"domain\":{" + domain + "}";
  }

  private static String text(@Nullable String text) {
    return new String(new JsonOutput(64).text(text).toBytes(), StandardCharsets.UTF_8);
  }
}

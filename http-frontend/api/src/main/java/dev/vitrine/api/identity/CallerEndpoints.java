package dev.vitrine.api.identity;

import dev.vitrine.api.json.JsonReader;
import dev.vitrine.api.json.MalformedJson;
import dev.vitrine.images.access.Proof;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where other services are, as Keystone tells a caller: the catalog that comes with the caller's
/// own token. Remembers nothing.
///
/// Thread-safe; answers or fails within the limits of [KeystoneAccess]. To be closed when nobody
/// asks any more.
public final class CallerEndpoints implements AutoCloseable {
  /// A login, and the catalog.
  private static final int EXCHANGES = 2;

  private final KeystoneApi keystone;
  private final Guard guard;

  private CallerEndpoints(KeystoneApi keystone, Guard guard) {
    this.keystone = keystone;
    this.guard = guard;
  }

  /// Which endpoint.
  ///
  /// @param serviceType as catalogs have it
  /// @param endpointInterface `public`, `internal` or `admin`
  /// @param region null for any
  public record Wanted(String serviceType, String endpointInterface, @Nullable String region) {}

  public static CallerEndpoints open(KeystoneAccess access)
      throws IOException, GeneralSecurityException {
    return new CallerEndpoints(
        KeystoneApi.open(access, InstantSource.system()),
        new Guard("Keystone", access.exchangeLimit().multipliedBy(EXCHANGES), access.retries()));
  }

  /// The endpoint's URL without a slash at its end; empty when the caller's catalog has none.
  public Optional<URI> find(Proof proof, Wanted wanted)
      throws AuthorityUnavailable, InterruptedException {
    String token = proof.token();
    if (token == null) {
      throw new AuthorityUnavailable("there is no token to ask for a catalog with", true, null);
    }
    Json catalog = guard.ask("catalog", () -> catalog(token));
    for (Json service : catalog.items()) {
      if (!wanted.serviceType().equals(service.at("type").text())) {
        continue;
      }
      for (Json endpoint : service.at("endpoints").items()) {
        if (isMeant(endpoint, wanted)) {
          return Optional.of(url(endpoint));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isMeant(Json endpoint, Wanted wanted) {
    return wanted.endpointInterface().equals(endpoint.at("interface").text())
        && (wanted.region() == null || wanted.region().equals(endpoint.at("region_id").text()));
  }

  private static URI url(Json endpoint) throws AuthorityUnavailable {
    String text = String.valueOf(endpoint.at("url").text()).strip();
    try {
      return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    } catch (IllegalArgumentException e) {
      throw new AuthorityUnavailable("an endpoint of Keystone's is no URL", true, e);
    }
  }

  private Json catalog(String token) throws AuthorityUnavailable, InterruptedException {
    HttpResponse<byte[]> response = keystone.getAs(token, "/auth/catalog");
    if (response.statusCode() != 200) {
      throw new AuthorityUnavailable(
          "Keystone answers " + response.statusCode() + " when asked for a caller's catalog",
          true,
          null);
    }
    try {
      return new Json(JsonReader.parse(response.body())).at("catalog");
    } catch (MalformedJson e) {
      throw new AuthorityUnavailable("Keystone's catalog makes no sense", true, e);
    }
  }

  @Override
  public void close() {
    keystone.close();
  }
}

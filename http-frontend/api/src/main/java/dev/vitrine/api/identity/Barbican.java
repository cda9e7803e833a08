package dev.vitrine.api.identity;

import dev.vitrine.fetch.ClientTls;
import dev.vitrine.images.access.Proof;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/// A Barbican, which keeps secrets and is asked for each with the token of a caller: what the
/// caller may not do with a secret, nobody does in the caller's name. Remembers nothing.
///
/// Thread-safe; answers or fails within a few seconds. To be closed when nobody asks any more.
public final class Barbican implements AutoCloseable {
  private static final Duration CONNECTS_WITHIN = Duration.ofSeconds(5);
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);
  private static final String VERSION = "/v1";

  private final BoundedClient client;
  private final Guard guard;
  private final Place place;

  private Barbican(BoundedClient client, Guard guard, Place place) {
    this.client = client;
    this.guard = guard;
    this.place = place;
  }

  /// Where the Barbican is.
  public sealed interface Place {
    /// There.
    record At(URI endpoint) implements Place {}

    /// Where the caller's catalog says.
    record InCatalog(CallerEndpoints endpoints, CallerEndpoints.Wanted wanted) implements Place {}
  }

  /// @param retries how often to try again to connect
  public static Barbican open(Place place, ClientTls tls, int retries)
      throws IOException, GeneralSecurityException {
    return new Barbican(
        new BoundedClient("Barbican", tls.context(), CONNECTS_WITHIN, ANSWERS_WITHIN),
        new Guard("Barbican", CONNECTS_WITHIN.plus(ANSWERS_WITHIN), retries),
        place);
  }

  /// What the caller may do with secrets; empty when the caller's cloud has no Barbican.
  Optional<Secrets> shownTo(Proof proof) throws AuthorityUnavailable, InterruptedException {
    String token = proof.token();
    if (token == null) {
      throw new AuthorityUnavailable("there is no token to ask Barbican with", true, null);
    }
    Optional<URI> found =
        switch (place) {
          case Place.At(URI endpoint) -> Optional.of(endpoint);
          case Place.InCatalog(CallerEndpoints endpoints, CallerEndpoints.Wanted wanted) ->
              endpoints.find(proof, wanted);
        };
    return found.map(url -> new Secrets(base(url), token));
  }

  private static String base(URI endpoint) {
    String url = endpoint.toString();
    String bare = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    return (bare.endsWith(VERSION) ? bare : bare + VERSION) + "/secrets/";
  }

  /// Secrets as one caller sees them. An answer of any status below 500 is an answer.
  final class Secrets {
    private final String base;
    private final String token;

    private Secrets(String base, String token) {
      this.base = base;
      this.token = token;
    }

    /// What is known of the secret, in JSON.
    HttpResponse<byte[]> description(UUID id) throws AuthorityUnavailable, InterruptedException {
      return ask("certificate", to(id.toString()).GET());
    }

    /// The secret itself.
    ///
    /// @param type of the content
    HttpResponse<byte[]> payload(UUID id, String type)
        throws AuthorityUnavailable, InterruptedException {
      return ask("certificate", to(id + "/payload").setHeader("Accept", type).GET());
    }

    HttpResponse<byte[]> delete(UUID id) throws AuthorityUnavailable, InterruptedException {
      return ask("deletion", to(id.toString()).DELETE());
    }

    private HttpRequest.Builder to(String path) throws AuthorityUnavailable {
      try {
        return client.request(URI.create(base + path)).header("X-Auth-Token", token);
      } catch (IllegalArgumentException e) {
        throw new AuthorityUnavailable("the endpoint of Barbican is no URL of the web", true, e);
      }
    }

    private HttpResponse<byte[]> ask(String about, HttpRequest.Builder request)
        throws AuthorityUnavailable, InterruptedException {
      HttpRequest question = request.build();
      return guard.ask(
          about,
          () -> {
            HttpResponse<byte[]> answer = client.send(question);
            if (answer.statusCode() >= 500) {
              throw new AuthorityUnavailable("Barbican answers " + answer.statusCode(), true, null);
            }
            return answer;
          });
    }
  }

  @Override
  public void close() {
    client.close();
  }
}

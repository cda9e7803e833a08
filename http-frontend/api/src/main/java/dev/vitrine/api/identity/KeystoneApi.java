package dev.vitrine.api.identity;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.InstantSource;

/// Asks Keystone's API, version 3, as the service's own account. Remembers nothing but that
/// account's session. Thread-safe; to be closed when nobody asks any more.
final class KeystoneApi implements Callers.Held {
  private final BoundedClient client;
  private final KeystoneLogin login;

  private KeystoneApi(BoundedClient client, KeystoneLogin login) {
    this.client = client;
    this.login = login;
  }

  static KeystoneApi open(KeystoneAccess access, InstantSource clock)
      throws IOException, GeneralSecurityException {
    BoundedClient client =
        new BoundedClient(
            "Keystone", access.tls().context(), access.connectTimeout(), access.answerTimeout());
    return new KeystoneApi(client, new KeystoneLogin(access, client, clock));
  }

  /// The answer to a GET, of whatever status but 401: Keystone refusing the service itself is
  /// Keystone's failure.
  ///
  /// @param path with its query, below the version
  /// @param headers names and values, by turns
  HttpResponse<byte[]> get(String path, String... headers)
      throws AuthorityUnavailable, InterruptedException {
    KeystoneLogin.Session session = login.session();
    HttpResponse<byte[]> response = client.send(question(session, path, headers));
    if (response.statusCode() == 401) {
      login.end(session);
      response = client.send(question(login.session(), path, headers));
    }
    if (response.statusCode() == 401) {
      throw new AuthorityUnavailable("Keystone refuses the service's own session", true, null);
    }
    return response;
  }

  /// The answer to a GET that somebody else asks, of whatever status.
  ///
  /// @param token theirs
  HttpResponse<byte[]> getAs(String token, String path)
      throws AuthorityUnavailable, InterruptedException {
    URI url = URI.create(login.session().keystone() + path);
    return client.send(client.request(url).header("X-Auth-Token", token).GET().build());
  }

  private HttpRequest question(KeystoneLogin.Session session, String path, String... headers) {
    HttpRequest.Builder request =
        client
            .request(URI.create(session.keystone() + path))
            .header("X-Auth-Token", session.token());
    return (headers.length == 0 ? request : request.headers(headers)).GET().build();
  }

  @Override
  public void close() {
    client.close();
  }
}

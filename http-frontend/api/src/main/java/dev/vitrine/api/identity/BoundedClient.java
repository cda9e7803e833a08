package dev.vitrine.api.identity;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/// An HTTP client for questions to one server: each ends within a limit, its answer has a bound,
/// and redirections are not followed, so that no secret goes where it does not belong. Thread-safe.
final class BoundedClient implements Callers.Held {
  /// A token's document with a large catalog is some tens of kilobytes.
  private static final long MOST_BYTES = 4 << 20;

  private final String server;
  private final HttpClient http;
  private final Duration timeout;

  /// @param server what the operator knows it as
  /// @param answerTimeout longest time from question to answer
  BoundedClient(String server, SSLContext tls, Duration connectTimeout, Duration answerTimeout) {
    this.server = server;
    this.timeout = answerTimeout;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(connectTimeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .sslContext(tls)
            .build();
  }

  HttpRequest.Builder request(URI url) {
    return HttpRequest.newBuilder(url)
        .timeout(timeout)
        .header("Accept", "application/json")
        .header("User-Agent", "vitrine");
  }

  HttpResponse<byte[]> send(HttpRequest request) throws AuthorityUnavailable, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
    try {
      // The request's own limit ends with the head of the answer.
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AuthorityUnavailable(
          server + " does not answer within " + timeout.toSeconds() + " s", true, e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof IOException failure) {
        boolean reached =
            !(failure instanceof ConnectException
                || failure instanceof HttpConnectTimeoutException);
        String host = request.uri().getAuthority();
        throw new AuthorityUnavailable(server + " at " + host + ": " + failure, reached, failure);
      }
      throw new IllegalStateException("asking " + server + " failed", cause);
    } finally {
      answer.cancel(true);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}

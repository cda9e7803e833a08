package dev.vitrine.backend.wire;

import dev.vitrine.fetch.ClientTls;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/// Sends requests of HTTP/1.1 and waits for answers, within limits. Follows no redirects, so that
/// no secret goes where it does not belong. Thread-safe.
public final class Wire implements AutoCloseable {
  private final HttpClient client;
  private final WireLimits limits;

  /// Throws [IllegalArgumentException], with words for the operator, when the certificates cannot
  /// be used.
  public Wire(ClientTls tls, WireLimits limits) {
    this.limits = limits;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(limits.connect())
            .followRedirects(HttpClient.Redirect.NEVER)
            .sslContext(context(tls))
            .build();
  }

  private static SSLContext context(ClientTls tls) {
    try {
      return tls.context();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "the certificates in " + tls.caFile() + " cannot be used: " + e.getMessage(), e);
    }
  }

  /// Sends the request and waits for its whole answer.
  ///
  /// @param mostBytes an answer that is longer is a failure
  public HttpResponse<byte[]> ask(HttpRequest request, long mostBytes)
      throws WireException, InterruptedException {
    return await(
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), mostBytes)),
        limits.answer());
  }

  /// Sends the request and waits for the head of its answer. The caller closes what comes.
  public Download download(HttpRequest request) throws WireException, InterruptedException {
    HttpResponse<BodyFlow> answer =
        await(client.sendAsync(request, _ -> new BodyFlow(limits.stall())), limits.answer());
    return new Download(answer.statusCode(), answer.headers(), answer.body());
  }

  /// Begins a request whose body is written bit by bit.
  ///
  /// @param lengthBytes of the body; without it, it goes in chunks
  public Upload upload(HttpRequest.Builder request, String method, OptionalLong lengthBytes) {
    UploadFlow body = new UploadFlow(lengthBytes, limits.stall());
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            request.method(method, body).build(),
            BodyHandlers.limiting(BodyHandlers.ofByteArray(), Upload.MOST_ANSWER_BYTES));
    return new Upload(body, answer, limits.answer());
  }

  static <T> HttpResponse<T> await(CompletableFuture<HttpResponse<T>> answer, Duration limit)
      throws WireException, InterruptedException {
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new WireException("no answer in " + limit.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw WireException.of(e.getCause() == null ? e : e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}

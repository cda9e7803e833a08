package dev.vitrine.backend.wire;

import dev.vitrine.backend.Blocks;
import dev.vitrine.fetch.ClientTls;
import dev.vitrine.fetch.Network;
import dev.vitrine.fetch.ResponseHead;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/// Sends requests of HTTP/1.1 and waits for answers, within limits. Follows no redirects, so that
/// no secret goes where it does not belong. Thread-safe.
public final class Wire implements AutoCloseable {
  /// Statuses of answers that have no body (RFC 9112, 6.3).
  private static final Set<Integer> BODILESS = Set.of(204, 304);

  /// For answers that are taken whole. Bodies of any length go by connections of their own, which
  /// cost less for each byte (decision 071).
  private final HttpClient client;

  private final Network network;
  private final WireLimits limits;
  private final WaitLimits waits = new WaitLimits();
  private final Blocks blocks = Blocks.onHeap();

  /// Throws [IllegalArgumentException], with words for the operator, when the certificates cannot
  /// be used.
  public Wire(ClientTls tls, WireLimits limits) {
    this.limits = limits;
    this.network = Network.system(tls);
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

  /// Sends the request, which has no body, and waits for the head of its answer. The caller closes
  /// what comes.
  public Download download(HttpRequest request) throws WireException, InterruptedException {
    Connection connection = connect(request);
    try (WaitLimits.Wait wait = waits.begin(connection, limits.answer())) {
      try {
        connection.waitFor(Duration.ZERO);
        connection.send(request, "");
        ResponseHead head = ResponseHead.await(connection.socket(), connection.in(), _ -> {});
        connection.waitFor(limits.stall());
        boolean hasBody = !request.method().equals("HEAD") && !BODILESS.contains(head.status());
        return new Download(head, hasBody, limits.stall(), blocks);
      } catch (IOException e) {
        connection.close();
        throw wait.failure("no answer", e);
      }
    }
  }

  /// Begins a request whose body is written bit by bit.
  ///
  /// @param lengthBytes of the body; without it, it goes in chunks
  public Upload upload(HttpRequest.Builder builder, String method, OptionalLong lengthBytes)
      throws WireException, InterruptedException {
    HttpRequest request = builder.method(method, BodyPublishers.noBody()).build();
    Connection connection = connect(request);
    try (WaitLimits.Wait wait = waits.begin(connection, limits.stall())) {
      try {
        connection.waitFor(Duration.ZERO); // the answer comes behind a body of any length
        connection.send(
            request,
            lengthBytes.isPresent()
                ? "Content-Length: " + lengthBytes.getAsLong() + "\r\n"
                : "Transfer-Encoding: chunked\r\n");
      } catch (IOException e) {
        connection.close();
        throw wait.failure("no bytes were taken", e);
      }
    }
    return new Upload(connection, lengthBytes, request.expectContinue(), limits, waits);
  }

  private Connection connect(HttpRequest request) throws WireException, InterruptedException {
    try {
      return Connection.open(network, request.uri(), limits.connect());
    } catch (IOException e) {
      throw WireException.unlessInterrupted(e);
    }
  }

  private static <T> HttpResponse<T> await(
      CompletableFuture<HttpResponse<T>> answer, Duration limit)
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
    waits.close();
  }
}

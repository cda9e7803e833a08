package dev.vitrine.api.identity;

import dev.vitrine.api.json.JsonOutput;
import dev.vitrine.fetch.ClientTls;
import dev.vitrine.images.policy.RemoteCheck;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The servers that checks of the policy ask (`http:` and `https:`), as oslo.policy asks them: a
/// POST of rule, target and credentials, and yes is an answer of `True`. Credentials are what is
/// known of the caller, never a token.
///
/// Each server has a [Guard] of its own, so that one which is away holds up neither the others nor
/// requests for long. Which servers there are is in the operator's policy files, so they are few.
///
/// Thread-safe; to be closed when nobody asks any more.
public final class PolicyServers implements RemoteCheck, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyServers.class);
  private static final Duration CONNECTS_WITHIN = Duration.ofSeconds(5);
  private static final long NANOS_BETWEEN_COMPLAINTS = Duration.ofSeconds(10).toNanos();
  private static final String YES = "True";

  /// In what form a question is sent.
  public enum ContentType {
    /// Three fields, each of which is JSON.
    FORM("application/x-www-form-urlencoded"),
    /// One document.
    JSON("application/json");

    private final String mediaType;

    ContentType(String mediaType) {
      this.mediaType = mediaType;
    }

    public String mediaType() {
      return mediaType;
    }
  }

  private final ClientTls tls;
  private final Duration answerTimeout;
  private final ContentType contentType;
  private final ConcurrentMap<String, Guard> guards = new ConcurrentHashMap<>();
  private final AtomicLong nextComplaintNanos = new AtomicLong(System.nanoTime());

  /// Made for the first question: most policies ask nobody, and reading the system's certificates
  /// is a tenth of the work of a start.
  private @Nullable BoundedClient client;

  private PolicyServers(ClientTls tls, Duration answerTimeout, ContentType contentType) {
    this.tls = tls;
    this.answerTimeout = answerTimeout;
    this.contentType = contentType;
  }

  /// @param answerTimeout longest time that a check may take
  public static PolicyServers open(ClientTls tls, Duration answerTimeout, ContentType contentType)
      throws IOException, GeneralSecurityException {
    PolicyServers servers = new PolicyServers(tls, answerTimeout, contentType);
    if (tls.readsFiles()) {
      servers.client(); // what is wrong with the files is to be known now
    }
    return servers;
  }

  private synchronized BoundedClient client() throws IOException, GeneralSecurityException {
    if (client == null) {
      client =
          new BoundedClient("The policy's server", tls.context(), CONNECTS_WITHIN, answerTimeout);
    }
    return client;
  }

  @Override
  public boolean allows(
      String url, String rule, Map<String, Object> target, Map<String, Object> credentials) {
    try {
      URI server = URI.create(url);
      Guard guard = guards.computeIfAbsent(server.getRawAuthority(), this::guard);
      return guard.ask("check", () -> ask(server, body(rule, target, credentials)));
    } catch (AuthorityUnavailable | IllegalArgumentException e) {
      complain(rule, String.valueOf(e.getMessage()));
      throw new Undecided("no answer for rule " + rule);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Undecided("interrupted");
    }
  }

  private Guard guard(String authority) {
    Duration timeLimit = CONNECTS_WITHIN.plus(answerTimeout);
    return new Guard("The policy's server at " + authority, timeLimit, 0);
  }

  private boolean ask(URI server, String body) throws AuthorityUnavailable, InterruptedException {
    BoundedClient asking;
    try {
      asking = client();
    } catch (IOException | GeneralSecurityException e) {
      throw new AuthorityUnavailable("no policy's server can be asked: " + e, false, e);
    }
    HttpResponse<byte[]> response =
        asking.send(
            asking
                .request(server)
                .header("Content-Type", contentType.mediaType())
                .POST(BodyPublishers.ofString(body))
                .build());
    if (response.statusCode() / 100 != 2) {
      throw new AuthorityUnavailable(
          "The policy's server at %s answers %d"
              .formatted(server.getRawAuthority(), response.statusCode()),
          true,
          null);
    }
    String answer = new String(response.body(), StandardCharsets.UTF_8).strip();
    boolean quoted = answer.length() >= 2 && answer.startsWith("\"") && answer.endsWith("\"");
    return YES.equals(quoted ? answer.substring(1, answer.length() - 1) : answer);
  }

  private String body(String rule, Map<String, Object> target, Map<String, Object> credentials) {
    JsonOutput named = new JsonOutput(128);
    String name = text(named.text(rule));
    return switch (contentType) {
      case FORM ->
          "rule=%s&target=%s&credentials=%s"
              .formatted(encoded(name), encoded(json(target)), encoded(json(credentials)));
      case JSON ->
          "{\"rule\":%s,\"target\":%s,\"credentials\":%s}"
              .formatted(name, json(target), json(credentials));
    };
  }

  private static String json(Map<String, Object> facts) {
    JsonOutput out = new JsonOutput(1024).raw('{');
    boolean first = true;
    for (Map.Entry<String, Object> fact : facts.entrySet()) {
      if (!first) {
        out.raw(',');
      }
      first = false;
      out.text(fact.getKey()).raw(':').plain(fact.getValue());
    }
    return text(out.raw('}'));
  }

  private static String text(JsonOutput json) {
    return new String(json.toBytes(), StandardCharsets.UTF_8);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /// One line a while; one for each check would fill the disk.
  private void complain(String rule, String why) {
    long now = System.nanoTime();
    long next = nextComplaintNanos.get();
    if (now - next >= 0 && nextComplaintNanos.compareAndSet(next, now + NANOS_BETWEEN_COMPLAINTS)) {
      LOG.warn("A check of rule {} is denied: {}", rule, why);
    }
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close();
    }
  }
}

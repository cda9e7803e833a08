package dev.vitrine.backend.swift;

import dev.vitrine.backend.wire.Wire;
import dev.vitrine.backend.wire.WireException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The session in use, of an account that is logged in to. Thread-safe: those who need one while
/// there is none wait for a single login.
final class SwiftLogin implements SwiftSessions {
  /// A catalogue of a large cloud has some hundred kilobytes.
  private static final int MOST_ANSWER_BYTES = 4 << 20;

  private final SwiftAccount account;
  private final SwiftEndpoint endpoint;
  private final Wire wire;
  private final InstantSource clock;
  private final ReentrantLock loggingIn = new ReentrantLock();
  private volatile @Nullable SwiftSession current;

  SwiftLogin(SwiftAccount account, SwiftEndpoint endpoint, Wire wire, InstantSource clock) {
    this.account = account;
    this.endpoint = endpoint;
    this.wire = wire;
    this.clock = clock;
  }

  @Override
  public SwiftSession session() throws WireException, LoginRefused, InterruptedException {
    SwiftSession session = current;
    if (session != null && isFresh(session)) {
      return session;
    }
    loggingIn.lockInterruptibly();
    try {
      SwiftSession others = current;
      if (others != null && isFresh(others)) {
        return others;
      }
      SwiftSession begun =
          switch (account) {
            case SwiftAccount.Simple simple -> logIn(simple);
            case SwiftAccount.Keystone keystone -> logIn(keystone);
          };
      current = begun;
      return begun;
    } finally {
      loggingIn.unlock();
    }
  }

  private boolean isFresh(SwiftSession session) {
    return clock.instant().isBefore(session.useUntil());
  }

  @Override
  public void expire(SwiftSession session) {
    loggingIn.lock();
    try {
      SwiftSession known = current;
      if (known != null && session.token().equals(known.token())) {
        current = null;
      }
    } finally {
      loggingIn.unlock();
    }
  }

  private SwiftSession logIn(SwiftAccount.Simple simple)
      throws WireException, LoginRefused, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(simple.authUrl())
            .header("X-Auth-User", simple.user())
            .header("X-Auth-Key", simple.key())
            .build();
    HttpResponse<byte[]> answer = answer(request);
    Instant end =
        answer
            .headers()
            .firstValue("X-Auth-Token-Expires")
            .map(seconds -> clock.instant().plus(Duration.ofSeconds(lenient(seconds))))
            .orElse(Instant.MAX);
    return session(
        answer.headers().firstValue("X-Storage-Url").orElse(null),
        answer.headers().firstValue("X-Auth-Token").orElse(null),
        end,
        Optional.empty());
  }

  private static long lenient(String seconds) {
    try {
      return Long.parseLong(seconds);
    } catch (NumberFormatException e) {
      return 0; // used once
    }
  }

  private SwiftSession logIn(SwiftAccount.Keystone keystone)
      throws WireException, LoginRefused, InterruptedException {
    String base = keystone.authUrl().toString().replaceFirst("/+$", "");
    URI tokens = URI.create(base + (base.endsWith("/v3") ? "" : "/v3") + "/auth/tokens");
    HttpRequest request =
        HttpRequest.newBuilder(tokens)
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofString(
                    KeystoneJson.login(keystone.proof()), StandardCharsets.UTF_8))
            .build();
    HttpResponse<byte[]> answer = answer(request);
    KeystoneJson.Granted granted =
        KeystoneJson.granted(answer.body(), endpoint)
            .orElseThrow(() -> new WireException(doing() + ": the answer makes no sense", null));
    return session(
        granted.storageUrl().orElse(null),
        answer.headers().firstValue("X-Subject-Token").orElse(null),
        granted.expiresAt().orElse(Instant.MAX),
        granted.project());
  }

  private HttpResponse<byte[]> answer(HttpRequest request)
      throws WireException, LoginRefused, InterruptedException {
    HttpResponse<byte[]> answer;
    try {
      answer = wire.ask(request, MOST_ANSWER_BYTES);
    } catch (WireException e) {
      throw new WireException(doing() + ": " + e.getMessage(), e);
    }
    int status = answer.statusCode();
    if (status / 100 == 5 || status == 408 || status == 429) {
      throw new WireException(doing() + ": " + status, null);
    }
    if (status / 100 != 2) {
      throw new LoginRefused(doing() + ": " + status);
    }
    return answer;
  }

  private SwiftSession session(
      @Nullable String storageUrl, @Nullable String token, Instant end, Optional<String> project)
      throws LoginRefused {
    String address = endpoint.address().orElse(storageUrl);
    if (address == null || token == null) {
      throw new LoginRefused(doing() + " gives no object store");
    }
    Instant useUntil = end.equals(Instant.MAX) ? end : end.minus(endpoint.renewBefore());
    try {
      return new SwiftSession(
          URI.create(address.replaceFirst("/+$", "")), token, useUntil, project);
    } catch (IllegalArgumentException e) {
      throw new LoginRefused(doing() + " gives an object store whose address makes no sense");
    }
  }

  private String doing() {
    return "logging in as " + account;
  }
}

package dev.vitrine.backend.swift;

import dev.vitrine.backend.Actor;
import dev.vitrine.backend.wire.WireException;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/// Sessions for one account in one actor's name: a caller's token as long as it is taken and then,
/// if there is one, the service's own. Thread-safe.
///
/// What a caller may not do is not done in the service's name: only a token that is not taken (any
/// more) is replaced, for then nobody has judged what the caller may do, and before us the caller
/// has proved who that is.
final class ActorSessions implements SwiftSessions {
  private final URI account;
  private final Actor actor;
  private final Optional<? extends SwiftSessions> service;
  private volatile boolean callerOver;

  /// @param service empty where there is none, or where it does not go on for callers
  ActorSessions(URI account, Actor actor, Optional<? extends SwiftSessions> service) {
    this.account = account;
    this.actor = actor;
    this.service = service;
  }

  @Override
  public SwiftSession session()
      throws WireException, LoginRefused, NobodyToActFor, InterruptedException {
    if (actor instanceof Actor.Caller(String token) && !callerOver) {
      return new SwiftSession(account, token, Instant.MAX, Optional.empty());
    }
    if (service.isEmpty()) {
      throw new NobodyToActFor(
          actor instanceof Actor.Caller
              ? "the caller's token is not taken (any more), and nobody goes on"
              : SwiftTenants.NO_SERVICE);
    }
    SwiftSession session = service.get().session();
    return new SwiftSession(account, session.token(), session.useUntil(), session.project());
  }

  @Override
  public void expire(SwiftSession session) {
    if (actor instanceof Actor.Caller(String token) && token.equals(session.token())) {
      callerOver = true;
    } else {
      service.ifPresent(own -> own.expire(session));
    }
  }
}

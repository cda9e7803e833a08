package dev.vitrine.backend.swift;

import dev.vitrine.backend.wire.WireException;

/// Where sessions come from. Thread-safe.
interface SwiftSessions {

  /// A session that may be begun with now.
  SwiftSession session() throws WireException, LoginRefused, NobodyToActFor, InterruptedException;

  /// Says that a session is no longer taken, so that the next one is another.
  void expire(SwiftSession session);
}

package dev.vitrine.api;

import dev.vitrine.http.Request;
import dev.vitrine.images.access.Caller;
import org.jspecify.annotations.Nullable;

/// Tells who sent a request. Thread-safe; may block within a limit of its own.
@FunctionalInterface
public interface CallerSource {

  /// Throws [NotIdentified] when the request does not prove who sent it.
  Caller identify(Request request) throws NotIdentified, InterruptedException;

  /// Everybody is nobody in particular and may do everything: for a service without identity.
  static CallerSource unidentified() {
    Caller caller = Caller.unidentified();
    return _ -> caller;
  }

  /// The sender is unknown, or what it showed is not valid.
  final class NotIdentified extends Exception {
    private static final long serialVersionUID = 1;
    private final @Nullable String challenge;

    /// @param challenge how to prove oneself: the value of `WWW-Authenticate`; null for none
    public NotIdentified(String message, @Nullable String challenge) {
      super(message, null, false, false);
      this.challenge = challenge;
    }

    public @Nullable String challenge() {
      return challenge;
    }
  }
}

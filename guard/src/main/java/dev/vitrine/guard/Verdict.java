package dev.vitrine.guard;

/// What the failure of a call says about the service that was called.
public enum Verdict {
  /// The service is well: it answered, and the answer is no.
  ANSWERED,
  /// The service failed, and the same call would fail again.
  FAILED,
  /// The service failed in a way that may pass: worth another attempt.
  MAY_PASS
}

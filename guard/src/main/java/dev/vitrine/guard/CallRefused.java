package dev.vitrine.guard;

/// The guard ended a call itself. The message names the service and has no secrets.
public final class CallRefused extends Exception {
  private static final long serialVersionUID = 1;

  /// Why.
  public enum Reason {
    /// The service failed several times in a row a moment ago; it was not asked.
    OUTAGE,
    /// As many calls as may be under way were, for as long as a call may queue; it was not asked.
    CROWDED,
    /// It was asked and did not answer in time. What was asked for may or may not have happened.
    TOO_SLOW
  }

  private final Reason reason;
  private final String message;

  CallRefused(Reason reason, String message) {
    super(message);
    this.reason = reason;
    this.message = message;
  }

  public Reason reason() {
    return reason;
  }

  @Override
  public String getMessage() {
    return message;
  }
}

package dev.vitrine.api;

import dev.vitrine.http.Headers;

/// An answer that is not the one asked for: a status, a message for the client that names what is
/// wrong, and perhaps header fields. Carries no stack trace: it is an outcome, not a fault.
public final class Problem extends Exception {
  private static final long serialVersionUID = 1;
  private final int status;
  private final transient Headers headers;

  public Problem(int status, String message, Headers headers) {
    super(message, null, false, false);
    this.status = status;
    this.headers = headers;
  }

  public Problem(int status, String message) {
    this(status, message, Headers.NONE);
  }

  public static Problem badRequest(String message) {
    return new Problem(400, message);
  }

  public static Problem forbidden(String message) {
    return new Problem(403, message);
  }

  int status() {
    return status;
  }

  Headers headers() {
    return headers;
  }

  String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}

package dev.vitrine.api.json;

/// The bytes are not the JSON that we read: not UTF-8, not grammatical, or beyond a limit. The
/// message says what and where, and is fit for the sender.
public final class MalformedJson extends Exception {
  private static final long serialVersionUID = 1;

  public MalformedJson(String message) {
    super(message);
  }
}

package dev.vitrine.catalog;

/// What a project answered to an image that was shared with it.
public enum MemberStatus {
  PENDING("pending"),
  ACCEPTED("accepted"),
  REJECTED("rejected");

  private final String text;

  MemberStatus(String text) {
    this.text = text;
  }

  /// The name on the wire and in the record.
  public String text() {
    return text;
  }

  /// Throws [IllegalArgumentException] for a word that is no member status.
  public static MemberStatus of(String text) {
    for (MemberStatus status : values()) {
      if (status.text.equals(text)) {
        return status;
      }
    }
    throw new IllegalArgumentException("no member status: " + text);
  }

  @Override
  public String toString() {
    return text;
  }
}

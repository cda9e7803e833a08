package dev.vitrine.catalog;

/// Where a task stands.
public enum TaskStatus {
  PENDING("pending"),
  PROCESSING("processing"),
  SUCCESS("success"),
  FAILURE("failure");

  private final String text;

  TaskStatus(String text) {
    this.text = text;
  }

  /// The name on the wire and in the record.
  public String text() {
    return text;
  }

  /// Throws [IllegalArgumentException] for a word that is no task status.
  public static TaskStatus of(String text) {
    for (TaskStatus status : values()) {
      if (status.text.equals(text)) {
        return status;
      }
    }
    throw new IllegalArgumentException("no task status: " + text);
  }

  /// Whether nothing more happens to the task.
  public boolean ended() {
    return this == SUCCESS || this == FAILURE;
  }

  @Override
  public String toString() {
    return text;
  }
}

package dev.vitrine.catalog;

import java.util.EnumSet;
import java.util.Set;

/// Where an image stands, and where it may go from there. Killed, deleted and pending-delete images
/// are shown to nobody.
public enum ImageStatus {
  QUEUED("queued"),
  SAVING("saving"),
  UPLOADING("uploading"),
  IMPORTING("importing"),
  ACTIVE("active"),
  DEACTIVATED("deactivated"),
  KILLED("killed"),
  PENDING_DELETE("pending_delete"),
  DELETED("deleted");

  private final String text;

  ImageStatus(String text) {
    this.text = text;
  }

  /// The name on the wire and in the record.
  public String text() {
    return text;
  }

  /// Throws [IllegalArgumentException] for a word that is no status.
  public static ImageStatus of(String text) {
    for (ImageStatus status : values()) {
      if (status.text.equals(text)) {
        return status;
      }
    }
    throw new IllegalArgumentException("no image status: " + text);
  }

  /// The states that may follow this one.
  public Set<ImageStatus> next() {
    return switch (this) {
      case QUEUED -> EnumSet.of(SAVING, UPLOADING, IMPORTING, ACTIVE, DELETED);
      case SAVING -> EnumSet.of(ACTIVE, KILLED, DELETED, QUEUED);
      case UPLOADING -> EnumSet.of(IMPORTING, QUEUED, DELETED);
      case IMPORTING -> EnumSet.of(ACTIVE, DELETED, QUEUED);
      case ACTIVE -> EnumSet.of(PENDING_DELETE, DELETED, DEACTIVATED);
      case KILLED -> EnumSet.of(DELETED);
      case PENDING_DELETE -> EnumSet.of(DELETED, ACTIVE);
      case DEACTIVATED -> EnumSet.of(ACTIVE, DELETED);
      case DELETED -> EnumSet.noneOf(ImageStatus.class);
    };
  }

  /// Whether any caller may see an image in this state.
  public boolean visible() {
    return this != KILLED && this != PENDING_DELETE && this != DELETED;
  }

  /// Whether data may be on its way to an image in this state.
  public boolean takesData() {
    return this == SAVING || this == UPLOADING || this == IMPORTING;
  }

  /// Whether an image in this state may have data that waits to be imported.
  public boolean mayBeStaged() {
    return this == UPLOADING || this == IMPORTING;
  }

  @Override
  public String toString() {
    return text;
  }
}

package dev.vitrine.images.ingest;

/// A lane could not take in the bytes, so that nothing is known about the whole.
public final class LaneException extends Exception {
  private static final long serialVersionUID = 1;

  public LaneException(String message, Throwable cause) {
    super(message, cause);
  }

  public LaneException(String message) {
    super(message);
  }
}

package dev.vitrine.formats.disk;

import java.io.IOException;

/// An image contradicts itself, or uses of its format what is not read here.
public final class UnreadableDiskException extends IOException {
  private static final long serialVersionUID = 1;

  /// @param message for whoever brought the image
  public UnreadableDiskException(String message) {
    super(message);
  }
}

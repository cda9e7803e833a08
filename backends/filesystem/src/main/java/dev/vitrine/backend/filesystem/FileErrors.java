package dev.vitrine.backend.filesystem;

import dev.vitrine.blobstore.BlobException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Says what an [IOException] of a file system means to a store.
///
/// The JDK hands over the system's error only as its text, so texts are compared: those of glibc
/// and musl, which a process in the C locale gets. Where a translated text might hide a full disk,
/// the free space is asked for too.
public final class FileErrors {
  private static final List<String> NO_ROOM =
      List.of("No space left on device", "Disk quota exceeded", "Quota exceeded");
  private static final List<String> REFUSED =
      List.of("Read-only file system", "Operation not permitted", "Permission denied");

  /// Less than one chunk of usual length fits.
  private static final long FULL_BELOW_BYTES = 1L << 20;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private FileErrors() {}

  /// @param doing what was tried, for people: "writing chunks/…"
  /// @param folder a folder of the file system in question
  public static BlobException translate(String doing, Path folder, IOException failure) {
    if (failure instanceof BlobException known) {
      return known;
    }
    String reason = reason(failure);
    String message = doing + ": " + reason;
    if (failure instanceof AccessDeniedException || REFUSED.stream().anyMatch(reason::contains)) {
      return new BlobException.Denied(message, failure);
    }
    if (NO_ROOM.stream().anyMatch(reason::contains) || isFull(folder)) {
      return new BlobException.Full(message, failure);
    }
    if (failure instanceof ClosedByInterruptException) {
      Thread.currentThread().interrupt();
    }
    return new BlobException.Transient(message, RETRY_AFTER, failure);
  }

  private static String reason(IOException failure) {
    String reason =
        failure instanceof FileSystemException known ? known.getReason() : failure.getMessage();
    return reason == null ? failure.getClass().getSimpleName() : reason;
  }

  private static boolean isFull(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace() < FULL_BELOW_BYTES;
    } catch (IOException e) {
      return false;
    }
  }
}

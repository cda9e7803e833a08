package dev.vitrine.backend.vmware;

import dev.vitrine.backend.ImageStoreException;
import java.io.IOException;
import java.time.Duration;

/// What a vCenter's refusals, and its silence, mean for images.
final class VmwareFailures {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private VmwareFailures() {}

  /// What is done with a vCenter.
  interface Call<T> {
    T run() throws IOException, InterruptedException;
  }

  /// Does it, and says what a failure means.
  ///
  /// @param doing for messages, as in "reading an image"
  static <T> T translated(String doing, Call<T> call)
      throws ImageStoreException, InterruptedException {
    try {
      return call.run();
    } catch (IOException e) {
      throw of(doing, e);
    }
  }

  static ImageStoreException of(String doing, IOException failure) {
    String message = doing + ": " + failure.getMessage();
    return switch (failure) {
      case ImageStoreException known -> known;
      case SoapFault fault ->
          switch (fault.kind()) {
            case "FileNotFound", "NotFound" -> new ImageStoreException.NotFound(message);
            case "FileAlreadyExists" -> new ImageStoreException.Exists(message);
            case "NoDiskSpace" -> new ImageStoreException.Full(message, fault);
            case "FileLocked", "ResourceInUse" -> new ImageStoreException.InUse(message);
            case "InvalidLogin", "NoPermission", "NotAuthenticated" ->
                new ImageStoreException.Denied(message, fault);
            default -> new ImageStoreException.Unavailable(message, RETRY_AFTER, fault);
          };
      default -> new ImageStoreException.Unavailable(message, RETRY_AFTER, failure);
    };
  }

  static ImageStoreException of(String doing, int status) {
    String message = doing + ": " + status;
    return switch (status) {
      case 404, 410 -> new ImageStoreException.NotFound(message);
      case 409, 412 -> new ImageStoreException.Exists(message);
      case 413, 507 -> new ImageStoreException.Full(message, null);
      case 408, 429 -> new ImageStoreException.Unavailable(message, RETRY_AFTER, null);
      default ->
          status >= 500
              ? new ImageStoreException.Unavailable(message, RETRY_AFTER, null)
              : new ImageStoreException.Denied(message, null);
    };
  }
}

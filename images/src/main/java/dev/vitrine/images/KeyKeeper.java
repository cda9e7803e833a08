package dev.vitrine.images;

import dev.vitrine.images.access.Proof;
import org.jspecify.annotations.Nullable;

/// Where the keys of encrypted disks are kept. Thread-safe.
@FunctionalInterface
public interface KeyKeeper {
  /// For a service that knows of no such place.
  KeyKeeper NONE =
      (_, _) -> {
        throw new KeyStays("the service knows no keeper of keys");
      };

  /// Deletes a key in the name of the caller behind the proof; done or failed within a bounded
  /// time.
  ///
  /// @param keyId as the caller's image has it, whatever that is
  void delete(Proof proof, String keyId) throws KeyStays, InterruptedException;

  /// A key was not deleted. The message is for the operator, and tells neither key nor token.
  final class KeyStays extends Exception {
    private static final long serialVersionUID = 1;

    public KeyStays(String message) {
      super(message);
    }

    public KeyStays(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}

package dev.vitrine.api.identity;

import dev.vitrine.images.KeyKeeper;
import dev.vitrine.images.access.Proof;
import java.util.UUID;

/// Keys that a Barbican keeps as secrets, each deleted with the token of a caller: who may not
/// delete the secret cannot have it deleted with an image. Remembers nothing.
///
/// Thread-safe; answers or fails within a few seconds.
public final class BarbicanKeys implements KeyKeeper {
  private final Barbican barbican;

  /// The caller closes the Barbican.
  public BarbicanKeys(Barbican barbican) {
    this.barbican = barbican;
  }

  @Override
  public void delete(Proof proof, String keyId) throws KeyStays, InterruptedException {
    UUID id = parsed(keyId);
    if (proof.token() == null) {
      throw new KeyStays("the token of whoever deleted the image is not known any more");
    }
    try {
      Barbican.Secrets secrets =
          barbican
              .shownTo(proof)
              .orElseThrow(() -> new KeyStays("the caller's cloud has no keeper of keys"));
      int status = secrets.delete(id).statusCode();
      switch (status) {
        case 200, 204 -> {}
        case 401, 403 -> throw new KeyStays("the caller may not delete it");
        case 404 -> throw new KeyStays("there is none of that id");
        default -> throw new KeyStays("Barbican answers " + status);
      }
    } catch (AuthorityUnavailable e) {
      throw new KeyStays(String.valueOf(e.getMessage()), e);
    }
  }

  /// Anybody may have written anything there; it becomes a part of a path.
  private static UUID parsed(String keyId) throws KeyStays {
    try {
      return UUID.fromString(keyId);
    } catch (IllegalArgumentException e) {
      throw new KeyStays("its id is no UUID", e);
    }
  }
}

package dev.vitrine.backend.rados;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Where an RBD image lies: `rbd://<cluster>/<pool>/<image>/<snapshot>`, or from long ago
/// `rbd://<image>`. Each part is percent-encoded. Immutable.
///
/// @param place the cluster and the pool; empty in the short form
/// @param snapshot what is read; empty in the short form, for the image itself
record RbdUri(Optional<Place> place, String image, String snapshot) {
  static final String SCHEME = "rbd";
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  /// @param fsid the cluster's name for itself
  record Place(String fsid, String pool) {}

  static RbdUri of(Place place, String image, String snapshot) {
    return new RbdUri(Optional.of(place), image, snapshot);
  }

  static RbdUri parse(ImageUri uri) throws ImageStoreException {
    if (!uri.scheme().equals(SCHEME)) {
      throw malformed(uri);
    }
    List<String> parts;
    try {
      parts = Arrays.stream(uri.rest().split("/", -1)).map(RbdUri::decoded).toList();
    } catch (IllegalArgumentException e) {
      throw malformed(uri);
    }
    if (parts.stream().anyMatch(String::isEmpty)) {
      throw malformed(uri);
    }
    return switch (parts.size()) {
      case 1 -> new RbdUri(Optional.empty(), parts.getFirst(), "");
      case 4 -> of(new Place(parts.get(0), parts.get(1)), parts.get(2), parts.get(3));
      default -> throw malformed(uri);
    };
  }

  private static ImageStoreException.Malformed malformed(ImageUri uri) {
    return new ImageStoreException.Malformed(uri + " is no place of an RBD image");
  }

  ImageUri uri() {
    return new ImageUri(
        SCHEME
            + "://"
            + place
                .map(at ->
                    String.join(
                        "/",
                        encoded(at.fsid()),
                        encoded(at.pool()),
                        encoded(image),
                        encoded(snapshot)))
                .orElseGet(() -> encoded(image)));
  }

  /// Everything but letters, digits and `_.-~` is encoded, a slash, too.
  private static String encoded(String part) {
    StringBuilder text = new StringBuilder(part.length());
    for (byte octet : part.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      if (c < 128 && (Character.isLetterOrDigit(c) || "_.-~".indexOf(c) >= 0)) {
        text.append(c);
      } else {
        text.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
      }
    }
    return text.toString();
  }

  private static String decoded(String part) {
    byte[] octets = new byte[part.length()];
    int length = 0;
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c > 127) {
        throw new IllegalArgumentException("not ASCII");
      }
      boolean encoded =
          c == '%'
              && i + 2 < part.length()
              && Character.digit(part.charAt(i + 1), 16) >= 0
              && Character.digit(part.charAt(i + 2), 16) >= 0;
      octets[length++] = encoded ? (byte) Integer.parseInt(part, i + 1, i + 3, 16) : (byte) c;
      i += encoded ? 2 : 0;
    }
    return new String(octets, 0, length, StandardCharsets.UTF_8);
  }
}

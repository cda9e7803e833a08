package dev.vitrine.catalog;

import dev.vitrine.catalog.registry.Key;
import java.util.Optional;

/// The complete key space of the registry:
///
/// | key | record | written when |
/// |---|---|---|
/// | `image/<image id>` | [Image] | at every change of the image; gone when it is deleted |
/// | `member/<image id>/<project>` | [Member] | the image is shared, the sharing is answered |
/// | `tombstone/<image id>` | [Tombstone] | the image is deleted; stays, the id is taken for ever |
/// | `lease/<name>` | [Lease] | somebody begins, takes over, renews or ends what the name says |
/// | `meta/…` | | reserved for facts about the registry as a whole |
///
/// Names of leases are paths of their own:
///
/// | lease | held while |
/// |---|---|
/// | `upload/<image id>` | the image is `saving` |
///
/// An image id is printable ASCII without `/`, a project may have any character: it is the rest of
/// its key.
public final class Keys {
  static final String IMAGES = "image/";
  static final String MEMBERS = "member/";
  static final String TOMBSTONES = "tombstone/";
  static final String LEASES = "lease/";

  /// An id is UUID text; the bound only keeps what a client asks for from making unbounded keys.
  private static final int MAX_ID_CHARACTERS = 255;

  private Keys() {}

  public static Key image(String imageId) {
    return new Key(IMAGES + oneStep(imageId));
  }

  public static Key member(String imageId, String project) {
    return new Key(members(imageId) + project);
  }

  public static Key tombstone(String imageId) {
    return new Key(TOMBSTONES + oneStep(imageId));
  }

  public static Key lease(String name) {
    return new Key(LEASES + name);
  }

  /// The name of the lease that an upload holds.
  public static String uploadLease(String imageId) {
    return "upload/" + imageId;
  }

  /// The image whose appearance in a list may change when this key's record does: the image itself,
  /// or the one that the membership is of. Empty for every other key. Followers of the feed ask
  /// this of each change.
  public static Optional<String> imageConcerned(Key key) {
    String text = key.text();
    if (text.startsWith(IMAGES)) {
      return Optional.of(text.substring(IMAGES.length()));
    }
    if (text.startsWith(MEMBERS)) {
      int end = text.indexOf('/', MEMBERS.length());
      return Optional.of(text.substring(MEMBERS.length(), end < 0 ? text.length() : end));
    }
    return Optional.empty();
  }

  /// The prefix of the keys of an image's members.
  static String members(String imageId) {
    return MEMBERS + oneStep(imageId) + "/";
  }

  /// Whether an image may have this id, so that asking for it makes sense.
  static boolean canBeImage(String id) {
    return !id.isEmpty() && id.length() <= MAX_ID_CHARACTERS && id.chars().allMatch(Keys::plain);
  }

  /// Whether the project may be a member of the image, so that asking for it makes sense.
  static boolean canBeMember(String imageId, String project) {
    return canBeImage(imageId) && Key.canBe(members(imageId) + project);
  }

  private static boolean plain(int c) {
    return c > ' ' && c < 0x7f && c != '/';
  }

  private static String oneStep(String id) {
    if (!canBeImage(id)) {
      throw new IllegalArgumentException("no image id: '" + id + "'");
    }
    return id;
  }
}

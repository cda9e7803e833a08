package dev.vitrine.images.access;

import java.util.Set;

/// The names in an image's record: which of them a caller may set, and which belong to the service.
public final class Attributes {
  /// The prefix of the properties in which the service keeps its own notes.
  public static final String INTERNAL_PREFIX = "os_glance";

  /// The property that tells a person why the last attempt to fill the image failed. Success takes
  /// it away.
  public static final String FAILURE = INTERNAL_PREFIX + "_failure";

  private static final Set<String> BASE =
      Set.of(
          "name",
          "visibility",
          "protected",
          "os_hidden",
          "owner",
          "container_format",
          "disk_format",
          "min_disk",
          "min_ram",
          "tags");

  private static final Set<String> FIXED =
      Set.of(
          "id",
          "status",
          "checksum",
          "size",
          "virtual_size",
          "direct_url",
          "self",
          "file",
          "schema",
          "stores",
          "created_at",
          "updated_at",
          "os_hash_algo",
          "os_hash_value",
          "locations",
          "location",
          "deleted",
          "deleted_at");

  /// What a name stands for.
  public enum Kind {
    /// An attribute of every image that a caller may set.
    BASE,
    /// The service's own: no caller sets it.
    FIXED,
    /// Anything else: a property that the caller invents.
    CUSTOM
  }

  private Attributes() {}

  public static Kind kindOf(String name) {
    if (BASE.contains(name)) {
      return Kind.BASE;
    }
    return FIXED.contains(name) || name.startsWith(INTERNAL_PREFIX) ? Kind.FIXED : Kind.CUSTOM;
  }
}

package dev.vitrine.images;

/// What callers may do about locations.
///
/// @param quota most locations of an image; negative for no limit
/// @param hashes whether the data at a location that is registered is read and hashed
/// @param attempts how often it is tried to read it
public record LocationOptions(int quota, boolean hashes, int attempts) {
  public LocationOptions {
    if (attempts < 1) {
      throw new IllegalArgumentException("nothing is read in " + attempts + " attempts");
    }
  }

  public static LocationOptions defaults() {
    return new LocationOptions(10, true, 3);
  }
}

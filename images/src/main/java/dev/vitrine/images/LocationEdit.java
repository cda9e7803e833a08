package dev.vitrine.images;

import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageBuilder;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.Location;
import dev.vitrine.images.NewLocation.KnownHashes;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.ingest.HashAlgorithm;
import dev.vitrine.images.stores.Stores;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// Changes the locations of an image as its owner names them: those that have a URL and are shown,
/// by their place among what is shown. Works on the copy that an [ImageEdit] makes; not
/// thread-safe.
final class LocationEdit {
  private static final int MD5_BYTES = 16;

  private final Stores stores;
  private final Places places;
  private final ImageServiceOptions options;
  private final Image before;
  private final List<Location> locations;
  private final List<Location.External> removed = new ArrayList<>();
  private boolean activated;
  private long lengthBytes;
  private final List<KnownHashes> known = new ArrayList<>();

  LocationEdit(Stores stores, Places places, ImageServiceOptions options, Image before) {
    this.stores = stores;
    this.places = places;
    this.options = options;
    this.before = before;
    this.locations = new ArrayList<>(before.locations());
    this.lengthBytes = before.sizeBytes() == null ? 0 : before.sizeBytes();
  }

  /// Adds a location before the one at the index, or after all of them.
  void add(int index, NewLocation wanted) throws Refusal, InterruptedException {
    beginFilling();
    Places.Place place = places.find(wanted.url());
    Location.External location = place.location(wanted);
    if (shown().contains(location)) {
      throw new Refusal.Invalid("Invalid location: the image has it already");
    }
    checkHashes(wanted);
    int most = options.locations().quota();
    if (most >= 0 && shown().size() + 1 > most) {
      throw new Refusal.TooLarge(
          "Too many locations: the image would have "
              + (shown().size() + 1)
              + ", at most "
              + most
              + " are allowed");
    }
    insert(index, location);
    activate(place.lengthBytes());
  }

  /// Gives an image without locations its first ones, or those that it has another order and other
  /// metadata.
  void replace(List<NewLocation> wanted) throws Refusal, InterruptedException {
    if (wanted.isEmpty()) {
      throw new Refusal.Forbidden("An image cannot be left without locations.");
    }
    beginFilling();
    List<Location.External> shown = shown();
    if (shown.isEmpty()) {
      for (NewLocation each : wanted) {
        add(Integer.MAX_VALUE, each);
      }
      return;
    }
    Set<String> urls =
        wanted.stream().map(NewLocation::url).collect(Collectors.toCollection(LinkedHashSet::new));
    if (urls.size() != wanted.size()
        || !urls.equals(shown.stream().map(Location.External::uri).collect(Collectors.toSet()))) {
      throw new Refusal.Invalid("Invalid location: the list has other URLs than the image");
    }
    locations.removeAll(shown);
    for (NewLocation each : wanted) {
      checkHashes(each);
      Location.External old =
          shown.stream().filter(one -> one.uri().equals(each.url())).findFirst().orElseThrow();
      locations.add(new Location.External(old.store(), old.uri(), old.status(), each.metadata()));
    }
  }

  /// Takes away the location at the index, with its data.
  void remove(int index) throws Refusal {
    if (before.status() != ImageStatus.ACTIVE) {
      throw new Refusal.Conflict(
          "Locations are removed from active images only; this one is " + before.status() + ".");
    }
    if (locations.stream().filter(Location::isReadable).count() < 2) {
      throw new Refusal.Forbidden("Cannot delete last location from image " + before.id() + ".");
    }
    List<Location.External> shown = shown();
    if (index >= shown.size()) {
      throw new Refusal.Invalid("The image has no location " + index + ".");
    }
    Location.External gone = shown.get(index);
    locations.remove(gone);
    removed.add(gone);
  }

  /// What is to be removed from stores when the change is committed.
  List<Location.External> removed() {
    return List.copyOf(removed);
  }

  /// How much more the image takes than before.
  long moreBytes() {
    int paidFor = before.status() == ImageStatus.QUEUED ? 0 : before.locations().size();
    long more = (long) (locations.size() - paidFor) * lengthBytes;
    return Math.max(0, more);
  }

  void finish(ImageBuilder copy) {
    copy.locations(locations);
    if (!activated) {
      return;
    }
    copy.status(ImageStatus.ACTIVE).sizeBytes(lengthBytes).failure(null);
    for (KnownHashes hashes : known) {
      copy.checksum(hashes.checksum()).hash(hashes.algorithm(), hashes.value());
    }
  }

  /// What a queued image still has failed its check: it is not to be read beside what comes now.
  private void beginFilling() throws Refusal.Conflict {
    if (before.status() != ImageStatus.QUEUED && before.status() != ImageStatus.ACTIVE) {
      throw new Refusal.Conflict(
          "Locations are given to queued and active images only; this one is "
              + before.status()
              + ".");
    }
    if (before.status() == ImageStatus.QUEUED && !activated) {
      locations.clear();
    }
  }

  private List<Location.External> shown() {
    return stores.inOrder(locations, List.of()).stream()
        .filter(Location.External.class::isInstance)
        .map(Location.External.class::cast)
        .toList();
  }

  private void insert(int index, Location.External location) {
    List<Location.External> shown = shown();
    locations.add(
        index < shown.size() ? locations.indexOf(shown.get(index)) : locations.size(), location);
  }

  private void activate(long foundBytes) throws Refusal.Invalid {
    if (before.status() != ImageStatus.QUEUED || activated) {
      return;
    }
    if (before.diskFormat() == null || before.containerFormat() == null) {
      throw new Refusal.Invalid(
          "disk_format and container_format must be set before image "
              + before.id()
              + " gets a location.");
    }
    activated = true;
    lengthBytes = foundBytes;
  }

  private void checkHashes(NewLocation wanted) throws Refusal.Conflict {
    KnownHashes hashes = wanted.known();
    if (hashes == null) {
      return;
    }
    if (before.status() != ImageStatus.QUEUED) {
      boolean same =
          (hashes.checksum() == null || hashes.checksum().equals(before.checksum()))
              && Objects.equals(hashes.algorithm(), before.hashAlgorithm())
              && Objects.equals(hashes.value(), before.hashValue());
      if (!same) {
        throw new Refusal.Conflict("The image has other hashes than the validation data.");
      }
      return;
    }
    if (hashes.checksum() != null && !isHex(hashes.checksum(), MD5_BYTES)) {
      throw new Refusal.Conflict("The checksum of the validation data is no MD5.");
    }
    if (!hashes.algorithm().equals(options.hashes().algorithm())) {
      throw new Refusal.Conflict(
          "The hash of the validation data must be " + options.hashes().algorithm() + ".");
    }
    if (!isHex(hashes.value(), HashAlgorithm.of(hashes.algorithm()).lengthBytes())) {
      throw new Refusal.Conflict(
          "The hash of the validation data is no " + hashes.algorithm() + ".");
    }
    known.add(hashes);
  }

  /// Whether the text is so many bytes in hexadecimal.
  static boolean isHex(String text, int lengthBytes) {
    return text.length() == 2 * lengthBytes && text.chars().allMatch(HexFormat::isHexDigit);
  }
}

package dev.vitrine.catalog;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// An image as it is known: everything but its bytes. Immutable; [#change] copies.
///
/// @param id UUID text as the creator wrote it
/// @param minDiskGib smallest disk that the image fits, in GiB
/// @param minRamMib smallest memory that the image needs, in MiB
/// @param sizeBytes length of the data; null until there is some
/// @param virtualSizeBytes length of the disk that the data describes, where its format tells
/// @param checksum MD5 of the data, 32 hexadecimal digits
/// @param hashAlgorithm name of the secure hash, such as `sha512`
/// @param hashValue the secure hash, hexadecimal
/// @param createdAt to the microsecond, so that images made in a row keep their order
/// @param tags without duplicates, in the order given
/// @param properties custom properties in the order given; a null value only where the schema
///   allows it
/// @param reservedBytes room that is set aside for data on its way, while the status
///   [ImageStatus#takesData]; in any other it is 0, so that no reservation outlives its upload
/// @param staged data that waits to be imported; only while the status is `uploading` or
///   `importing`
/// @param failure why the last attempt to fill the image failed; null when none did
public record Image(
    String id,
    @Nullable String name,
    ImageStatus status,
    Visibility visibility,
    boolean isProtected,
    boolean hidden,
    @Nullable String owner,
    @Nullable String containerFormat,
    @Nullable String diskFormat,
    int minDiskGib,
    int minRamMib,
    @Nullable Long sizeBytes,
    @Nullable Long virtualSizeBytes,
    @Nullable String checksum,
    @Nullable String hashAlgorithm,
    @Nullable String hashValue,
    Instant createdAt,
    Instant updatedAt,
    List<String> tags,
    SequencedMap<String, @Nullable String> properties,
    List<Location> locations,
    long reservedBytes,
    @Nullable Staged staged,
    @Nullable String failure) {

  public Image {
    createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
    updatedAt = updatedAt.truncatedTo(ChronoUnit.MICROS);
    tags = List.copyOf(tags);
    properties = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(properties));
    locations = List.copyOf(locations);
    reservedBytes = status.takesData() ? reservedBytes : 0;
    staged = status.mayBeStaged() ? staged : null;
    if (reservedBytes < 0) {
      throw new IllegalArgumentException("reserved: " + reservedBytes);
    }
  }

  /// The blobs that chunk stores must hold for this record: those of the image's data, and what is
  /// staged for it. The one answer for whoever asks what is needed; one that is two of the image's
  /// locations is there twice.
  public List<Location.Blob> blobs() {
    List<Location.Blob> blobs = new ArrayList<>();
    for (Location location : locations) {
      switch (location) {
        case Location.Blob blob -> blobs.add(blob);
        case Location.External _ -> {}
      }
    }
    if (staged != null) {
      blobs.add(staged.blob());
    }
    return blobs;
  }

  /// A copy to change.
  public ImageBuilder change() {
    return new ImageBuilder(this);
  }
}

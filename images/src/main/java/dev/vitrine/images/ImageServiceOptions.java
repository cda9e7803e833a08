package dev.vitrine.images;

import dev.vitrine.images.ingest.HashAlgorithm;
import java.time.Duration;
import java.util.List;

/// The limits and choices of the service.
///
/// @param propertyQuota most custom properties of an image; negative for no limit
/// @param tagQuota most tags that one request may give, duplicates included; negative for no limit
/// @param memberQuota most projects that an image is shared with; negative for no limit
/// @param sizeCapBytes most bytes of an image's data
/// @param hashAlgorithm the secure hash of new images, as the API names it, such as `sha512`
/// @param containerFormats the accepted container formats, in the order that schemas show them
/// @param diskFormats the accepted disk formats, in the order that schemas show them
/// @param taskTimeToLive how long a task is remembered after its end
/// @param imports how images may be imported
/// @param locations what callers may do about locations
/// @param indexWait longest time that a list waits for the index to see the last commit
public record ImageServiceOptions(
    int propertyQuota,
    int tagQuota,
    int memberQuota,
    long sizeCapBytes,
    String hashAlgorithm,
    List<String> containerFormats,
    List<String> diskFormats,
    Duration taskTimeToLive,
    ImportOptions imports,
    LocationOptions locations,
    Duration indexWait) {

  /// The usual choices about locations.
  public ImageServiceOptions(
      int propertyQuota,
      int tagQuota,
      int memberQuota,
      long sizeCapBytes,
      String hashAlgorithm,
      List<String> containerFormats,
      List<String> diskFormats,
      Duration taskTimeToLive,
      ImportOptions imports,
      Duration indexWait) {
    this(
        propertyQuota,
        tagQuota,
        memberQuota,
        sizeCapBytes,
        hashAlgorithm,
        containerFormats,
        diskFormats,
        taskTimeToLive,
        imports,
        LocationOptions.defaults(),
        indexWait);
  }

  /// The same with other choices about locations.
  public ImageServiceOptions with(LocationOptions wanted) {
    return new ImageServiceOptions(
        propertyQuota,
        tagQuota,
        memberQuota,
        sizeCapBytes,
        hashAlgorithm,
        containerFormats,
        diskFormats,
        taskTimeToLive,
        imports,
        wanted,
        indexWait);
  }

  /// Throws [IllegalArgumentException] for a hash that is not known, so that no upload has to.
  public ImageServiceOptions {
    HashAlgorithm.of(hashAlgorithm);
    containerFormats = List.copyOf(containerFormats);
    diskFormats = List.copyOf(diskFormats);
  }

  public static ImageServiceOptions defaults() {
    return new ImageServiceOptions(
        128,
        128,
        128,
        1L << 40,
        "sha512",
        List.of("ami", "ari", "aki", "bare", "ovf", "ova", "docker", "compressed"),
        List.of("ami", "ari", "aki", "vhd", "vhdx", "vmdk", "raw", "qcow2", "vdi", "iso", "ploop"),
        Duration.ofDays(2),
        ImportOptions.defaults(),
        Duration.ofSeconds(10));
  }
}

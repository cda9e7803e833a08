package dev.vitrine.images;

import java.time.Duration;
import java.util.List;

/// The limits and choices of the service.
///
/// @param propertyQuota most custom properties of an image; negative for no limit
/// @param tagQuota most tags that one request may give, duplicates included; negative for no limit
/// @param memberQuota most projects that an image is shared with; negative for no limit
/// @param sizeCapBytes most bytes of an image's data
/// @param hashes what is computed of the data of new images
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
    HashOptions hashes,
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
      HashOptions hashes,
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
        hashes,
        containerFormats,
        diskFormats,
        taskTimeToLive,
        imports,
        LocationOptions.defaults(),
        indexWait);
  }

  /// The same with other hashes.
  public ImageServiceOptions with(HashOptions wanted) {
    return new ImageServiceOptions(
        propertyQuota,
        tagQuota,
        memberQuota,
        sizeCapBytes,
        wanted,
        containerFormats,
        diskFormats,
        taskTimeToLive,
        imports,
        locations,
        indexWait);
  }

  /// The same with other choices about locations.
  public ImageServiceOptions with(LocationOptions wanted) {
    return new ImageServiceOptions(
        propertyQuota,
        tagQuota,
        memberQuota,
        sizeCapBytes,
        hashes,
        containerFormats,
        diskFormats,
        taskTimeToLive,
        imports,
        wanted,
        indexWait);
  }

  public ImageServiceOptions {
    containerFormats = List.copyOf(containerFormats);
    diskFormats = List.copyOf(diskFormats);
  }

  public static ImageServiceOptions defaults() {
    return new ImageServiceOptions(
        128,
        128,
        128,
        1L << 40,
        HashOptions.defaults(),
        List.of("ami", "ari", "aki", "bare", "ovf", "ova", "docker", "compressed"),
        List.of("ami", "ari", "aki", "vhd", "vhdx", "vmdk", "raw", "qcow2", "vdi", "iso", "ploop"),
        Duration.ofDays(2),
        ImportOptions.defaults(),
        Duration.ofSeconds(10));
  }
}

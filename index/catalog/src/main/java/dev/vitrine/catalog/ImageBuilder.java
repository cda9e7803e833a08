package dev.vitrine.catalog;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A copy of an image on which changes are made one by one; [#build] ends it. Not thread-safe.
public final class ImageBuilder {
  private final String id;
  private final Instant createdAt;
  private @Nullable String name;
  private ImageStatus status;
  private Visibility visibility;
  private boolean isProtected;
  private boolean hidden;
  private @Nullable String owner;
  private @Nullable String containerFormat;
  private @Nullable String diskFormat;
  private int minDiskGib;
  private int minRamMib;
  private @Nullable Long sizeBytes;
  private @Nullable Long virtualSizeBytes;
  private @Nullable String checksum;
  private @Nullable String hashAlgorithm;
  private @Nullable String hashValue;
  private Instant updatedAt;
  private List<String> tags;
  private SequencedMap<String, @Nullable String> properties;
  private List<Location> locations;
  private long reservedBytes;
  private @Nullable Staged staged;
  private @Nullable String failure;

  /// A new image: queued, shared, empty.
  public ImageBuilder(String id, Instant createdAt) {
    this.id = id;
    this.createdAt = createdAt;
    this.updatedAt = createdAt;
    this.status = ImageStatus.QUEUED;
    this.visibility = Visibility.SHARED;
    this.tags = List.of();
    this.properties = new LinkedHashMap<>();
    this.locations = List.of();
  }

  ImageBuilder(Image image) {
    this.id = image.id();
    this.createdAt = image.createdAt();
    this.name = image.name();
    this.status = image.status();
    this.visibility = image.visibility();
    this.isProtected = image.isProtected();
    this.hidden = image.hidden();
    this.owner = image.owner();
    this.containerFormat = image.containerFormat();
    this.diskFormat = image.diskFormat();
    this.minDiskGib = image.minDiskGib();
    this.minRamMib = image.minRamMib();
    this.sizeBytes = image.sizeBytes();
    this.virtualSizeBytes = image.virtualSizeBytes();
    this.checksum = image.checksum();
    this.hashAlgorithm = image.hashAlgorithm();
    this.hashValue = image.hashValue();
    this.updatedAt = image.updatedAt();
    this.tags = image.tags();
    this.properties = new LinkedHashMap<>(image.properties());
    this.locations = image.locations();
    this.reservedBytes = image.reservedBytes();
    this.staged = image.staged();
    this.failure = image.failure();
  }

  public ImageBuilder name(@Nullable String value) {
    name = value;
    return this;
  }

  public ImageBuilder status(ImageStatus value) {
    status = value;
    return this;
  }

  public ImageBuilder visibility(Visibility value) {
    visibility = value;
    return this;
  }

  public ImageBuilder isProtected(boolean value) {
    isProtected = value;
    return this;
  }

  public ImageBuilder hidden(boolean value) {
    hidden = value;
    return this;
  }

  public ImageBuilder owner(@Nullable String value) {
    owner = value;
    return this;
  }

  public ImageBuilder containerFormat(@Nullable String value) {
    containerFormat = value;
    return this;
  }

  public ImageBuilder diskFormat(@Nullable String value) {
    diskFormat = value;
    return this;
  }

  public ImageBuilder minDiskGib(int value) {
    minDiskGib = value;
    return this;
  }

  public ImageBuilder minRamMib(int value) {
    minRamMib = value;
    return this;
  }

  public ImageBuilder sizeBytes(@Nullable Long value) {
    sizeBytes = value;
    return this;
  }

  public ImageBuilder virtualSizeBytes(@Nullable Long value) {
    virtualSizeBytes = value;
    return this;
  }

  public ImageBuilder checksum(@Nullable String value) {
    checksum = value;
    return this;
  }

  public ImageBuilder hash(@Nullable String algorithm, @Nullable String value) {
    hashAlgorithm = algorithm;
    hashValue = value;
    return this;
  }

  public ImageBuilder updatedAt(Instant value) {
    updatedAt = value;
    return this;
  }

  public ImageBuilder tags(List<String> value) {
    tags = value;
    return this;
  }

  /// The tags as they stand.
  public List<String> tags() {
    return tags;
  }

  /// Sets one custom property, at the end when it is new.
  public ImageBuilder property(String key, @Nullable String value) {
    properties.put(key, value);
    return this;
  }

  public ImageBuilder removeProperty(String key) {
    properties.remove(key);
    return this;
  }

  /// The custom properties as they stand; not to be changed.
  public SequencedMap<String, @Nullable String> properties() {
    return Collections.unmodifiableSequencedMap(properties);
  }

  public ImageBuilder locations(List<Location> value) {
    locations = value;
    return this;
  }

  public ImageBuilder reservedBytes(long value) {
    reservedBytes = value;
    return this;
  }

  public ImageBuilder staged(@Nullable Staged value) {
    staged = value;
    return this;
  }

  public ImageBuilder failure(@Nullable String value) {
    failure = value;
    return this;
  }

  public Image build() {
    return new Image(
        id,
        name,
        status,
        visibility,
        isProtected,
        hidden,
        owner,
        containerFormat,
        diskFormat,
        minDiskGib,
        minRamMib,
        sizeBytes,
        virtualSizeBytes,
        checksum,
        hashAlgorithm,
        hashValue,
        createdAt,
        updatedAt,
        tags,
        properties,
        locations,
        reservedBytes,
        staged,
        failure);
  }
}

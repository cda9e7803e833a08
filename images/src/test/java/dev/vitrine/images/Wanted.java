package dev.vitrine.images;

import dev.vitrine.catalog.Visibility;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Builds what a caller wants an image to be.
final class Wanted {
  private @Nullable String id;
  private @Nullable String name;
  private Visibility visibility = Visibility.SHARED;
  private boolean isProtected;
  private boolean ownerGiven;
  private @Nullable String owner;
  private @Nullable String containerFormat;
  private @Nullable String diskFormat;
  private int minDiskGib;
  private List<String> tags = List.of();
  private final SequencedMap<String, @Nullable String> properties = new LinkedHashMap<>();

  Wanted id(String value) {
    id = value;
    return this;
  }

  Wanted name(@Nullable String value) {
    name = value;
    return this;
  }

  Wanted visibility(Visibility value) {
    visibility = value;
    return this;
  }

  Wanted protect() {
    isProtected = true;
    return this;
  }

  Wanted owner(@Nullable String value) {
    ownerGiven = true;
    owner = value;
    return this;
  }

  Wanted formats(@Nullable String container, @Nullable String disk) {
    containerFormat = container;
    diskFormat = disk;
    return this;
  }

  Wanted minDiskGib(int value) {
    minDiskGib = value;
    return this;
  }

  Wanted tags(List<String> value) {
    tags = value;
    return this;
  }

  Wanted property(String key, @Nullable String value) {
    properties.put(key, value);
    return this;
  }

  NewImage build() {
    return new NewImage(
        id,
        name,
        visibility,
        isProtected,
        false,
        ownerGiven,
        owner,
        containerFormat,
        diskFormat,
        minDiskGib,
        0,
        tags,
        properties);
  }
}

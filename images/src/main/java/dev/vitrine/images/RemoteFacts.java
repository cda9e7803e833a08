package dev.vitrine.images;

import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageBuilder;
import dev.vitrine.catalog.ImportJob;
import dev.vitrine.catalog.Overwritten;
import dev.vitrine.images.access.Attributes;
import dev.vitrine.images.access.Refusal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an image of another region brings along besides its data: its formats, and the properties
/// that the operator wants. They overwrite what the importing image has, which gets it back when
/// the import fails. Immutable.
record RemoteFacts(
    @Nullable String diskFormat,
    @Nullable String containerFormat,
    SequencedMap<String, String> properties) {

  /// For data that comes alone.
  static final RemoteFacts NONE = new RemoteFacts(null, null, new LinkedHashMap<>());

  /// Refuses an image whose facts the importing image could not have been given by its caller.
  static RemoteFacts of(RemoteImages.Remote remote, Image image, ImageServiceOptions options)
      throws Refusal {
    String diskFormat = remote.diskFormat();
    String containerFormat = remote.containerFormat();
    if (diskFormat == null
        || containerFormat == null
        || !options.diskFormats().contains(diskFormat)
        || !options.containerFormats().contains(containerFormat)) {
      throw new Refusal.Invalid(
          "The image of the other region has formats that are not in use here: %s, %s"
              .formatted(diskFormat, containerFormat));
    }
    RecordRules rules = new RecordRules(options);
    SequencedMap<String, String> properties = new LinkedHashMap<>();
    for (Map.Entry<String, String> property : remote.properties().entrySet()) {
      String name = property.getKey();
      if (options.imports().regionProperties().stream().anyMatch(name::startsWith)
          && !name.startsWith(Attributes.INTERNAL_PREFIX)) {
        rules.checkCustomName(name);
        rules.checkText("property name", name);
        rules.checkText(name, property.getValue());
        properties.put(name, property.getValue());
      }
    }
    Set<String> names = new LinkedHashSet<>(image.properties().keySet());
    names.addAll(properties.keySet());
    rules.checkPropertyCount(names);
    return new RemoteFacts(diskFormat, containerFormat, properties);
  }

  /// Gives them to the image, and notes in its journal what was there before.
  ///
  /// @param now the image as it is
  ImportJob on(ImageBuilder image, Image now, ImportJob job) {
    if (diskFormat == null) {
      return job;
    }
    SequencedMap<String, @Nullable String> replaced = new LinkedHashMap<>();
    Set<String> added = new LinkedHashSet<>();
    properties.forEach((name, value) -> {
      if (now.properties().containsKey(name)) {
        replaced.put(name, now.properties().get(name));
      } else {
        added.add(name);
      }
      image.property(name, value);
    });
    image.diskFormat(diskFormat).containerFormat(containerFormat);
    return job.overwriting(
        new Overwritten(now.diskFormat(), now.containerFormat(), replaced, added));
  }

  /// What a failed import leaves of them: nothing.
  static void giveBack(ImageBuilder image, ImportJob job) {
    Overwritten former = job.overwritten();
    if (former != null) {
      image.diskFormat(former.diskFormat()).containerFormat(former.containerFormat());
      former.added().forEach(image::removeProperty);
      former.properties().forEach(image::property);
    }
  }
}

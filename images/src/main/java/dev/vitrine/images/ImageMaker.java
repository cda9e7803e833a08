package dev.vitrine.images;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.CatalogTransaction;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageBuilder;
import dev.vitrine.images.access.Access;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.PropertyProtections;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.quota.ProjectQuotas;
import dev.vitrine.images.quota.UsageBounds;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes images without data, of what callers want. Thread-safe.
final class ImageMaker {
  private final Catalog catalog;
  private final Access access;
  private final PropertyProtections protections;
  private final RecordRules rules;
  private final ProjectQuotas quotas;
  private final Timestamps timestamps;

  ImageMaker(
      Catalog catalog,
      Access access,
      PropertyProtections protections,
      RecordRules rules,
      ProjectQuotas quotas,
      Timestamps timestamps) {
    this.catalog = catalog;
    this.access = access;
    this.protections = protections;
    this.rules = rules;
    this.quotas = quotas;
    this.timestamps = timestamps;
  }

  /// An image that its caller may make; whether there is room for it is asked with each attempt.
  final class Draft {
    private final String id;
    private final @Nullable String owner;
    private final NewImage wanted;
    private final UsageBounds bounds;

    private Draft(String id, @Nullable String owner, NewImage wanted, UsageBounds bounds) {
      this.id = id;
      this.owner = owner;
      this.wanted = wanted;
      this.bounds = bounds;
    }

    /// The one that it becomes.
    String id() {
      return id;
    }

    /// The image as it would be if it were made now.
    Image image() throws Refusal {
      if (catalog.image(id).isPresent() || catalog.tombstone(id).isPresent()) {
        throw new Refusal.Conflict("Image ID " + id + " already exists!");
      }
      Image image = newImage(id, owner, wanted);
      bounds.require(catalog);
      return image;
    }

    /// A transaction that succeeds only where the image can be made; the image is still to be put
    /// into it.
    CatalogTransaction transaction() {
      return bounds.on(catalog.transaction().expectFree(id));
    }
  }

  /// Refuses what the caller may not make. The id of an image that was here before is never given
  /// again.
  Draft draft(Caller caller, NewImage wanted) throws Refusal {
    String owner = wanted.ownerGiven() ? wanted.owner() : caller.project();
    access.requireCreation(caller, owner, wanted.visibility());
    rules.checkTagCount(wanted.tags());
    rules.checkSize("min_disk", wanted.minDiskGib());
    rules.checkSize("min_ram", wanted.minRamMib());
    rules.checkPropertyCount(wanted.properties().keySet());
    for (String name : wanted.properties().keySet()) {
      rules.checkCustomName(name);
      if (!protections.allows(caller, PropertyProtections.Operation.CREATE, name)) {
        throw RecordRules.reserved(name);
      }
    }
    String id = wanted.id() == null ? UUID.randomUUID().toString() : wanted.id();
    return new Draft(id, owner, wanted, quotas.forNewImage(owner));
  }

  private Image newImage(String id, @Nullable String owner, NewImage wanted) throws Refusal {
    rules.checkText("name", wanted.name());
    rules.checkTexts("tag", wanted.tags());
    ImageBuilder image =
        new ImageBuilder(id, timestamps.next())
            .name(wanted.name())
            .visibility(wanted.visibility())
            .isProtected(wanted.isProtected())
            .hidden(wanted.hidden())
            .owner(owner)
            .containerFormat(wanted.containerFormat())
            .diskFormat(wanted.diskFormat())
            .minDiskGib(wanted.minDiskGib())
            .minRamMib(wanted.minRamMib())
            .tags(List.copyOf(new LinkedHashSet<>(wanted.tags())));
    for (Map.Entry<String, @Nullable String> property : wanted.properties().entrySet()) {
      rules.checkText("property name", property.getKey());
      rules.checkText(property.getKey(), property.getValue());
      image.property(property.getKey(), property.getValue());
    }
    return image.build();
  }
}

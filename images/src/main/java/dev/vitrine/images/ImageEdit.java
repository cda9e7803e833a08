package dev.vitrine.images;

import dev.vitrine.blobstore.InvariantViolated;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageBuilder;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.Visibility;
import dev.vitrine.images.access.Attributes;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Policy;
import dev.vitrine.images.access.PropertyProtections;
import dev.vitrine.images.access.PropertyProtections.Operation;
import dev.vitrine.images.access.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Carries out the steps of a change on a copy of an image; later steps see what earlier ones did.
/// Not thread-safe.
final class ImageEdit {
  private final RecordRules rules;
  private final PropertyProtections protections;
  private final Caller caller;
  private final Image before;
  private final ImageBuilder copy;
  private final LocationEdit locations;

  ImageEdit(
      RecordRules rules,
      PropertyProtections protections,
      Caller caller,
      Image before,
      LocationEdit locations) {
    this.locations = locations;
    this.rules = rules;
    this.protections = protections;
    this.caller = caller;
    this.before = before;
    this.copy = before.change();
  }

  /// What the caller must be allowed to do for this step.
  static Policy.Action actionOf(ImageChange step) {
    if (step instanceof ImageChange.OfLocations change) {
      return change instanceof ImageChange.RemoveLocation
          ? Policy.Action.DELETE_IMAGE_LOCATION
          : Policy.Action.SET_IMAGE_LOCATION;
    }
    if (!step.name().equals("visibility")) {
      return Policy.Action.MODIFY_IMAGE;
    }
    Object value =
        switch (step) {
          case ImageChange.Set(String _, var wanted) -> wanted;
          case ImageChange.Add(String _, var wanted) -> wanted;
          case ImageChange.Replace(String _, var wanted) -> wanted;
          case ImageChange.Remove _,
              ImageChange.AddTag _,
              ImageChange.RemoveTag _,
              ImageChange.OfLocations _ ->
              null;
        };
    if (Visibility.PUBLIC.text().equals(value)) {
      return Policy.Action.PUBLICIZE_IMAGE;
    }
    if (Visibility.COMMUNITY.text().equals(value)) {
      return Policy.Action.COMMUNITIZE_IMAGE;
    }
    return Policy.Action.MODIFY_IMAGE;
  }

  void apply(ImageChange step) throws Refusal, InterruptedException {
    if (step instanceof ImageChange.OfLocations change) {
      applyTo(change);
      return;
    }
    switch (Attributes.kindOf(step.name())) {
      case FIXED -> throw new Refusal.Forbidden("Attribute '" + step.name() + "' is read-only.");
      case BASE -> applyToBase(step);
      case CUSTOM -> applyToCustom(step);
    }
  }

  private void applyTo(ImageChange.OfLocations change) throws Refusal, InterruptedException {
    switch (change) {
      case ImageChange.AddLocation(int index, NewLocation location) ->
          locations.add(index, location);
      case ImageChange.RemoveLocation(int index) -> locations.remove(index);
      case ImageChange.ReplaceLocations(List<NewLocation> wanted) -> locations.replace(wanted);
    }
  }

  /// The image with all steps carried out.
  Image finish(Instant now) throws Refusal {
    if (!before.properties().keySet().containsAll(copy.properties().keySet())) {
      rules.checkPropertyCount(copy.properties().keySet());
    }
    locations.finish(copy);
    return copy.updatedAt(now).build();
  }

  private void applyToBase(ImageChange step) throws Refusal {
    switch (step) {
      case ImageChange.Set(String name, var value) -> setBase(name, value);
      case ImageChange.Replace(String name, var value) -> setBase(name, value);
      case ImageChange.Add(String name, var _) ->
          throw new Refusal.Conflict("Property " + name + " already present.");
      case ImageChange.Remove(String name) ->
          throw new Refusal.Forbidden("Property " + name + " may not be removed.");
      case ImageChange.AddTag(String tag) -> addTag(tag);
      case ImageChange.RemoveTag(String tag) -> removeTag(tag);
      case ImageChange.OfLocations _ -> throw new InvariantViolated("locations are no property");
    }
  }

  private void addTag(String tag) throws Refusal {
    if (copy.tags().contains(tag)) {
      return;
    }
    List<String> more = new ArrayList<>(copy.tags());
    more.add(tag);
    rules.checkTagCount(more);
    rules.checkText("tag", tag);
    copy.tags(List.copyOf(more));
  }

  private void removeTag(String tag) throws Refusal {
    if (!copy.tags().contains(tag)) {
      throw new Refusal.NotFound("Image " + before.id() + " has no tag '" + tag + "'.");
    }
    copy.tags(copy.tags().stream().filter(other -> !other.equals(tag)).toList());
  }

  /// A property that the caller may not read is not there for them: it can be set anew by who may
  /// create it, and nothing else.
  private void applyToCustom(ImageChange step) throws Refusal {
    boolean there = copy.properties().containsKey(step.name()) && may(Operation.READ, step.name());
    switch (step) {
      case ImageChange.Set(String name, var value) -> {
        require(there ? Operation.UPDATE : Operation.CREATE, name);
        setCustom(name, value);
      }
      case ImageChange.Add(String name, var value) -> {
        if (there) {
          throw new Refusal.Conflict("Property " + name + " already present.");
        }
        require(Operation.CREATE, name);
        setCustom(name, value);
      }
      case ImageChange.Replace(String name, var value) -> {
        requireCustom(there, name);
        require(Operation.UPDATE, name);
        setCustom(name, value);
      }
      case ImageChange.Remove(String name) -> {
        requireCustom(there, name);
        require(Operation.DELETE, name);
        copy.removeProperty(name);
      }
      case ImageChange.AddTag _, ImageChange.RemoveTag _, ImageChange.OfLocations _ ->
          throw new InvariantViolated("tags and locations are no custom property");
    }
  }

  private boolean may(Operation operation, String property) {
    return protections.allows(caller, operation, property);
  }

  private void require(Operation operation, String property) throws Refusal {
    if (!may(operation, property)) {
      throw RecordRules.reserved(property);
    }
  }

  private static void requireCustom(boolean there, String name) throws Refusal {
    if (!there) {
      throw new Refusal.Conflict("Property " + name + " does not exist.");
    }
  }

  private void setCustom(String name, @Nullable Object value) throws Refusal {
    String text = textOrNull(name, value);
    rules.checkCustomName(name);
    rules.checkText("property name", name);
    rules.checkText(name, text);
    copy.property(name, text);
  }

  private void setBase(String name, @Nullable Object value) throws Refusal {
    switch (name) {
      case "name" -> {
        String text = textOrNull(name, value);
        rules.checkText(name, text);
        copy.name(text);
      }
      case "visibility" -> copy.visibility(visibility(value));
      case "protected" -> copy.isProtected(typed(name, Boolean.class, value));
      case "os_hidden" -> copy.hidden(typed(name, Boolean.class, value));
      case "owner" -> {
        if (!caller.admin()) {
          throw new Refusal.Forbidden("Only an administrator may change the owner of an image.");
        }
        copy.owner(textOrNull(name, value));
      }
      case "container_format" -> {
        requireNoDataYet(name);
        copy.containerFormat(textOrNull(name, value));
      }
      case "disk_format" -> {
        requireNoDataYet(name);
        copy.diskFormat(textOrNull(name, value));
      }
      case "min_disk" -> copy.minDiskGib(size(name, value));
      case "min_ram" -> copy.minRamMib(size(name, value));
      case "tags" -> copy.tags(tags(value));
      default -> throw new InvariantViolated("a base attribute that nobody sets: " + name);
    }
  }

  private void requireNoDataYet(String name) throws Refusal {
    if (before.status() != ImageStatus.QUEUED && before.status() != ImageStatus.IMPORTING) {
      throw new Refusal.Forbidden(
          "Attribute " + name + " can be changed only while the image is queued or importing.");
    }
  }

  private int size(String name, @Nullable Object value) throws Refusal {
    int size = typed(name, Integer.class, value);
    rules.checkSize(name, size);
    return size;
  }

  private static Visibility visibility(@Nullable Object value) throws Refusal {
    try {
      return Visibility.of(typed("visibility", String.class, value));
    } catch (IllegalArgumentException e) {
      throw new Refusal.Invalid("Invalid visibility: " + value);
    }
  }

  private List<String> tags(@Nullable Object value) throws Refusal {
    List<String> given = new ArrayList<>();
    for (Object tag : (List<?>) typed("tags", List.class, value)) {
      given.add(typed("tags", String.class, tag));
    }
    rules.checkTagCount(given);
    rules.checkTexts("tag", given);
    return List.copyOf(new LinkedHashSet<>(given));
  }

  private static @Nullable String textOrNull(String name, @Nullable Object value) {
    return value == null ? null : typed(name, String.class, value);
  }

  /// The value as the type that the schema promised.
  private static <T> T typed(String name, Class<T> type, @Nullable Object value) {
    if (!type.isInstance(value)) {
      throw new InvariantViolated(name + " came unchecked: " + value);
    }
    return type.cast(value);
  }
}

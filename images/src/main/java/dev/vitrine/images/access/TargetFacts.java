package dev.vitrine.images.access;

import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Visibility;
import dev.vitrine.images.policy.Facts;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What check strings may ask about what an action would touch. An attribute that could have a
/// value and has none reads [Facts#NONE], so that it equals no project.
final class TargetFacts {
  private TargetFacts() {}

  static Facts of(Caller caller, Policy.Target target) {
    return switch (target) {
      case Policy.Target.Existing(Image image, BooleanSupplier shared) ->
          new OfImage(image, () -> shared.getAsBoolean() ? caller.project() : null);
      case Policy.Target.Membership(Image image, String member) -> new OfImage(image, () -> member);
      case Policy.Target.Proposed(var owner, Visibility visibility) ->
          Facts.of(
              Map.of(
                  "project_id", orNone(owner),
                  "owner", orNone(owner),
                  "visibility", visibility.text()));
      case Policy.Target.Definition(var owner, String visibility) ->
          Facts.of(
              Map.of(
                  "project_id", orNone(owner),
                  "owner", orNone(owner),
                  "visibility", visibility));
      case Policy.Target.Task(var owner) ->
          Facts.of(Map.of("project_id", orNone(owner), "owner", orNone(owner)));
      case Policy.Target.Listing(), Policy.Target.Service() ->
          Facts.of(Map.of("project_id", orNone(caller.project())));
    };
  }

  private static Object orNone(@Nullable Object value) {
    return value == null ? Facts.NONE : value;
  }

  /// The attributes under the API's names and under a few that rules have always used, and the
  /// custom properties under their own.
  private record OfImage(Image image, Supplier<@Nullable String> member) implements Facts {
    private static final Set<String> NAMES =
        Set.of(
            "id",
            "image_id",
            "name",
            "status",
            "visibility",
            "protected",
            "os_hidden",
            "owner",
            "project_id",
            "member_id",
            "container_format",
            "disk_format",
            "min_disk",
            "min_ram",
            "size",
            "virtual_size",
            "checksum",
            "os_hash_algo",
            "os_hash_value",
            "created_at",
            "updated_at",
            "tags");

    @Override
    public Set<String> names() {
      Set<String> names = new LinkedHashSet<>(NAMES);
      names.addAll(image.properties().keySet());
      return names;
    }

    @Override
    public @Nullable Object get(String name) {
      if (!NAMES.contains(name)) {
        return image.properties().containsKey(name) ? orNone(image.properties().get(name)) : null;
      }
      return orNone(attribute(name));
    }

    private @Nullable Object attribute(String name) {
      return switch (name) {
        case "id", "image_id" -> image.id();
        case "name" -> image.name();
        case "status" -> image.status().text();
        case "visibility" -> image.visibility().text();
        case "protected" -> image.isProtected();
        case "os_hidden" -> image.hidden();
        case "owner", "project_id" -> image.owner();
        case "member_id" -> member.get();
        case "container_format" -> image.containerFormat();
        case "disk_format" -> image.diskFormat();
        case "min_disk" -> Integer.toString(image.minDiskGib());
        case "min_ram" -> Integer.toString(image.minRamMib());
        case "size" -> text(image.sizeBytes());
        case "virtual_size" -> text(image.virtualSizeBytes());
        case "checksum" -> image.checksum();
        case "os_hash_algo" -> image.hashAlgorithm();
        case "os_hash_value" -> image.hashValue();
        case "created_at" -> image.createdAt().toString();
        case "updated_at" -> image.updatedAt().toString();
        case "tags" -> image.tags();
        default -> null;
      };
    }

    private static @Nullable String text(@Nullable Long number) {
      return number == null ? null : number.toString();
    }
  }
}

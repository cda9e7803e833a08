package dev.vitrine.api.schema;

import dev.vitrine.api.schema.Schema.Flag;
import dev.vitrine.api.schema.Schema.ListOf;
import dev.vitrine.api.schema.Schema.Structure;
import dev.vitrine.api.schema.Schema.Text;
import dev.vitrine.api.schema.Schema.Whole;
import dev.vitrine.catalog.ImageStatus;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What an image record, and a page of them, may look like (Images API v2, `schemas/image` and
/// `schemas/images`). Immutable.
public final class ImageSchema {
  /// How ids are written everywhere in the API.
  public static final Pattern UUID =
      Pattern.compile(
          "^([0-9a-fA-F]){8}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}"
              + "-([0-9a-fA-F]){12}$");

  /// Names, owners, tags and names of properties.
  public static final int MAX_NAME_CHARS = 255;

  private final Structure image;
  private final CompiledSchema check;
  private final Structure images;

  /// @param containerFormats what `container_format` may be, besides null
  /// @param diskFormats what `disk_format` may be, besides null
  /// @param custom the custom properties with a form of their own
  public ImageSchema(
      List<String> containerFormats, List<String> diskFormats, CustomProperties custom) {
    StructureBuilder builder = baseAttributes(containerFormats, diskFormats);
    custom.properties().forEach(builder::member);
    image = builder.required(custom.required()).build();
    check = CompiledSchema.of(image);
    images =
        StructureBuilder.named("images")
            .member("images", new ListOf(image))
            .member("first", Text.any())
            .member("next", Text.any())
            .member("schema", Text.any())
            .link("first", "{first}")
            .link("next", "{next}")
            .link("describedby", "{schema}")
            .build();
  }

  /// Whether every image has an attribute of that name.
  static boolean isAttribute(String name) {
    return baseAttributes(List.of(), List.of()).build().properties().containsKey(name);
  }

  /// One image record.
  public Structure image() {
    return image;
  }

  /// What one image record is held against.
  public CompiledSchema check() {
    return check;
  }

  /// A page of image records.
  public Structure images() {
    return images;
  }

  /// The attributes that only the service sets.
  public Set<String> readOnly() {
    return image.properties().entrySet().stream()
        .filter(property -> property.getValue().readOnly())
        .map(property -> property.getKey())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static StructureBuilder baseAttributes(
      List<String> containerFormats, List<String> diskFormats) {
    Text nullableName = Text.any().orNull().atMost(MAX_NAME_CHARS);
    return StructureBuilder.named("image")
        .member("id", Text.matching(UUID.pattern()), "Identifier of the image")
        .member("name", nullableName, "Name of the image, for people")
        .readOnly("status", Text.oneOf(statuses()), "Where the image stands in its life")
        .member(
            "visibility",
            Text.oneOf(List.of("community", "public", "private", "shared")),
            "Who besides its owner may see the image")
        .member("protected", new Flag(), "Whether the image is safe from deletion")
        .member("os_hidden", new Flag(), "Whether the image is left out of ordinary lists")
        .readOnly("checksum", Text.any().orNull().atMost(32), "MD5 of the data, hexadecimal")
        .readOnly("os_hash_algo", Text.any().orNull().atMost(64), "Algorithm behind os_hash_value")
        .readOnly(
            "os_hash_value",
            Text.any().orNull().atMost(128),
            "Secure hash of the data, hexadecimal")
        .member("owner", nullableName, "Project that owns the image")
        .readOnly("size", new Whole(true), "Length of the data in bytes")
        .readOnly("virtual_size", new Whole(true), "Size in bytes of the disk within the data")
        .member(
            "container_format",
            Text.oneOf(containerFormats).orNull(),
            "What the disk is wrapped in, if anything")
        .member("disk_format", Text.oneOf(diskFormats).orNull(), "Format of the disk")
        .readOnly("created_at", Text.any(), "When the image was registered")
        .readOnly("updated_at", Text.any(), "When the image was last changed")
        .member(
            "tags",
            new ListOf(Text.any().atMost(MAX_NAME_CHARS)),
            "Words that the image can be found by")
        .readOnly("direct_url", Text.any(), "Where the data is kept")
        .member("min_ram", new Whole(false), "Memory in MiB that the image needs to boot")
        .member("min_disk", new Whole(false), "Disk in GiB that the image needs to boot")
        .readOnly("self", Text.any(), "Path of this image")
        .readOnly("file", Text.any(), "Path of the image's data")
        .readOnly("stores", Text.any(), "Stores that hold the data, joined by commas")
        .readOnly("schema", Text.any(), "Path of the schema of this image")
        .member("locations", new ListOf(location()), "Where the data is kept, place by place")
        .additional(Text.any())
        .link("self", "{self}")
        .link("enclosure", "{file}")
        .link("describedby", "{schema}");
  }

  private static Structure location() {
    Structure hashes =
        StructureBuilder.part()
            .member("checksum", Text.any().atLeast(32).atMost(32))
            .member("os_hash_algo", Text.any().atMost(64))
            .member("os_hash_value", Text.any().atMost(128))
            .required("os_hash_algo", "os_hash_value")
            .closed()
            .build();
    return StructureBuilder.part()
        .member("url", Text.any().atMost(MAX_NAME_CHARS))
        .member("metadata", StructureBuilder.part().build())
        .writeOnly("validation_data", hashes, "Hashes that the data is known to have")
        .required("url", "metadata")
        .build();
  }

  /// Every state in the order that clients know.
  private static List<String> statuses() {
    return List.of(
            ImageStatus.QUEUED,
            ImageStatus.SAVING,
            ImageStatus.ACTIVE,
            ImageStatus.KILLED,
            ImageStatus.DELETED,
            ImageStatus.UPLOADING,
            ImageStatus.IMPORTING,
            ImageStatus.PENDING_DELETE,
            ImageStatus.DEACTIVATED)
        .stream()
        .map(ImageStatus::text)
        .toList();
  }
}

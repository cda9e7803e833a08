package dev.vitrine.api;

import static dev.vitrine.api.json.JsonOutput.encoded;

import dev.vitrine.api.json.JsonOutput;
import dev.vitrine.api.schema.ImageSchema;
import dev.vitrine.api.schema.Schema;
import dev.vitrine.catalog.Image;
import dev.vitrine.images.ImageList;
import dev.vitrine.images.access.Attributes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes image records as clients see them: attributes and custom properties side by side. The
/// names are encoded once, because shows and lists are most of what a cloud asks. Thread-safe.
public final class ImageJson {
  /// A record without custom properties is about this long.
  private static final int EXPECTED_BYTES = 1024;

  private static final byte[] ID = encoded("{\"id\":");
  private static final byte[] NAME = encoded(",\"name\":");
  private static final byte[] STATUS = encoded(",\"status\":");
  private static final byte[] VISIBILITY = encoded(",\"visibility\":");
  private static final byte[] PROTECTED = encoded(",\"protected\":");
  private static final byte[] HIDDEN = encoded(",\"os_hidden\":");
  private static final byte[] OWNER = encoded(",\"owner\":");
  private static final byte[] CONTAINER_FORMAT = encoded(",\"container_format\":");
  private static final byte[] DISK_FORMAT = encoded(",\"disk_format\":");
  private static final byte[] MIN_DISK = encoded(",\"min_disk\":");
  private static final byte[] MIN_RAM = encoded(",\"min_ram\":");
  private static final byte[] SIZE = encoded(",\"size\":");
  private static final byte[] VIRTUAL_SIZE = encoded(",\"virtual_size\":");
  private static final byte[] CHECKSUM = encoded(",\"checksum\":");
  private static final byte[] HASH_ALGORITHM = encoded(",\"os_hash_algo\":");
  private static final byte[] HASH_VALUE = encoded(",\"os_hash_value\":");
  private static final byte[] CREATED_AT = encoded(",\"created_at\":");
  private static final byte[] UPDATED_AT = encoded(",\"updated_at\":");
  private static final byte[] FAILURE = encoded(",\"" + Attributes.FAILURE + "\":");
  private static final byte[] TAGS = encoded(",\"tags\":[");
  private static final byte[] SELF = encoded("],\"self\":\"/v2/images/");
  private static final byte[] FILE = encoded("\",\"file\":\"/v2/images/");
  private static final byte[] SCHEMA = encoded("/file\",\"schema\":\"/v2/schemas/image\"}");

  private static final byte[] IMAGES = encoded("{\"images\":[");
  private static final byte[] FIRST = encoded("],\"first\":");
  private static final byte[] NEXT = encoded(",\"next\":");
  private static final byte[] IMAGES_SCHEMA = encoded(",\"schema\":\"/v2/schemas/images\"}");

  /// The custom properties that keep a null; that of any other is shown as the empty string.
  private final Set<String> nullable;

  private final LocationFields locations;

  public ImageJson(ImageSchema schema, LocationFields locations) {
    this.locations = locations;
    nullable =
        schema.image().properties().entrySet().stream()
            .filter(property -> !property.getValue().base())
            .filter(property ->
                property.getValue().schema() instanceof Schema.Text(var orNull, _, _, _, _)
                    && orNull)
            .map(Map.Entry::getKey)
            .collect(Collectors.toUnmodifiableSet());
  }

  public byte[] image(Image image) {
    JsonOutput out = new JsonOutput(EXPECTED_BYTES);
    write(image, out);
    return out.toBytes();
  }

  /// A page with its links.
  ///
  /// @param next null when there is no next page
  byte[] page(ImageList page, String first, @Nullable String next) {
    JsonOutput out = new JsonOutput((page.images().size() + 1) * EXPECTED_BYTES);
    out.raw(IMAGES);
    boolean more = false;
    for (Image image : page.images()) {
      if (more) {
        out.raw(',');
      }
      write(image, out);
      more = true;
    }
    out.raw(FIRST).text(first);
    if (next != null) {
      out.raw(NEXT).text(next);
    }
    return out.raw(IMAGES_SCHEMA).toBytes();
  }

  private void write(Image image, JsonOutput out) {
    out.raw(ID).text(image.id());
    out.raw(NAME).text(image.name());
    out.raw(STATUS).text(image.status().text());
    out.raw(VISIBILITY).text(image.visibility().text());
    out.raw(PROTECTED).flag(image.isProtected());
    out.raw(HIDDEN).flag(image.hidden());
    out.raw(OWNER).text(image.owner());
    out.raw(CONTAINER_FORMAT).text(image.containerFormat());
    out.raw(DISK_FORMAT).text(image.diskFormat());
    out.raw(MIN_DISK).number(image.minDiskGib());
    out.raw(MIN_RAM).number(image.minRamMib());
    out.raw(SIZE).number(image.sizeBytes());
    out.raw(VIRTUAL_SIZE).number(image.virtualSizeBytes());
    out.raw(CHECKSUM).text(image.checksum());
    out.raw(HASH_ALGORITHM).text(image.hashAlgorithm());
    out.raw(HASH_VALUE).text(image.hashValue());
    out.raw(CREATED_AT).time(image.createdAt());
    out.raw(UPDATED_AT).time(image.updatedAt());
    writeProperties(image, out);
    locations.write(image, out);
    writeTags(image.tags(), out);
    out.raw(SELF).inText(image.id());
    out.raw(FILE).inText(image.id());
    out.raw(SCHEMA);
  }

  private void writeProperties(Image image, JsonOutput out) {
    if (image.failure() != null) {
      out.raw(FAILURE).text(image.failure());
    }
    for (Map.Entry<String, @Nullable String> property : image.properties().entrySet()) {
      String name = property.getKey();
      String value = property.getValue();
      out.raw(',').text(name).raw(':').text(value == null && !nullable.contains(name) ? "" : value);
    }
  }

  private static void writeTags(List<String> tags, JsonOutput out) {
    out.raw(TAGS);
    for (int i = 0; i < tags.size(); i++) {
      if (i > 0) {
        out.raw(',');
      }
      out.text(tags.get(i));
    }
  }
}

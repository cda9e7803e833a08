package dev.vitrine.catalog;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// How an [Image] is written down. Version 2 added `reserved_bytes`, version 3 locations in stores
/// of whole images, version 4 `staged`, version 5 the store of what is staged, version 6 that this
/// may have no `checksum`.
final class ImageCodec extends RecordCodec<Image> {
  static final ImageCodec INSTANCE = new ImageCodec();

  private ImageCodec() {
    super(6);
  }

  @Override
  void write(JsonGenerator json, Image image) {
    writeText(json, "id", image.id());
    writeText(json, "name", image.name());
    writeText(json, "status", image.status().text());
    writeText(json, "visibility", image.visibility().text());
    if (image.isProtected()) {
      json.writeBooleanProperty("protected", true);
    }
    if (image.hidden()) {
      json.writeBooleanProperty("hidden", true);
    }
    writeText(json, "owner", image.owner());
    writeText(json, "container_format", image.containerFormat());
    writeText(json, "disk_format", image.diskFormat());
    if (image.minDiskGib() != 0) {
      json.writeNumberProperty("min_disk_gib", image.minDiskGib());
    }
    if (image.minRamMib() != 0) {
      json.writeNumberProperty("min_ram_mib", image.minRamMib());
    }
    writeNumber(json, "size_bytes", image.sizeBytes());
    writeNumber(json, "virtual_size_bytes", image.virtualSizeBytes());
    writeText(json, "checksum", image.checksum());
    writeText(json, "hash_algorithm", image.hashAlgorithm());
    writeText(json, "hash_value", image.hashValue());
    writeText(json, "created_at", RecordTime.write(image.createdAt()));
    writeText(json, "updated_at", RecordTime.write(image.updatedAt()));
    if (!image.tags().isEmpty()) {
      json.writeName("tags").writeStartArray();
      image.tags().forEach(tag -> json.writeString(wellFormed(tag)));
      json.writeEndArray();
    }
    writeProperties(json, "properties", image.properties());
    if (!image.locations().isEmpty()) {
      json.writeName("locations").writeStartArray();
      image.locations().forEach(location -> LocationCodec.write(json, location));
      json.writeEndArray();
    }
    if (image.reservedBytes() != 0) {
      json.writeNumberProperty("reserved_bytes", image.reservedBytes());
    }
    writeStaged(json, image.staged());
    writeText(json, "failure", image.failure());
  }

  private static void writeStaged(JsonGenerator json, @Nullable Staged staged) {
    if (staged != null) {
      json.writeName("staged").writeStartObject();
      writeText(json, "store", staged.store());
      writeText(json, "recipe", staged.recipe());
      json.writeNumberProperty("length_bytes", staged.lengthBytes());
      writeText(json, "checksum", staged.checksum());
      writeText(json, "hash_algorithm", staged.hashAlgorithm());
      writeText(json, "hash_value", staged.hashValue());
      json.writeEndObject();
    }
  }

  @Override
  Image read(JsonParser json) {
    String id = null;
    Instant createdAt = null;
    Instant updatedAt = null;
    ImageStatus status = null;
    Visibility visibility = null;
    String name = null;
    String owner = null;
    String containerFormat = null;
    String diskFormat = null;
    String checksum = null;
    String hashAlgorithm = null;
    String hashValue = null;
    String failure = null;
    Staged staged = null;
    Long sizeBytes = null;
    Long virtualSizeBytes = null;
    boolean isProtected = false;
    boolean hidden = false;
    int minDiskGib = 0;
    int minRamMib = 0;
    long reservedBytes = 0;
    List<String> tags = List.of();
    var properties = new LinkedHashMap<String, @Nullable String>();
    List<Location> locations = List.of();
    for (String field = json.nextName(); field != null; field = json.nextName()) {
      switch (field) {
        case "id" -> id = readText(json);
        case "name" -> name = readText(json);
        case "status" -> status = ImageStatus.of(readText(json));
        case "visibility" -> visibility = Visibility.of(readText(json));
        case "protected" -> isProtected = readFlag(json);
        case "hidden" -> hidden = readFlag(json);
        case "owner" -> owner = readText(json);
        case "container_format" -> containerFormat = readText(json);
        case "disk_format" -> diskFormat = readText(json);
        case "min_disk_gib" -> minDiskGib = readInt(json);
        case "min_ram_mib" -> minRamMib = readInt(json);
        case "size_bytes" -> sizeBytes = readLong(json);
        case "virtual_size_bytes" -> virtualSizeBytes = readLong(json);
        case "checksum" -> checksum = readText(json);
        case "hash_algorithm" -> hashAlgorithm = readText(json);
        case "hash_value" -> hashValue = readText(json);
        case "created_at" -> createdAt = RecordTime.read(readText(json));
        case "updated_at" -> updatedAt = RecordTime.read(readText(json));
        case "tags" -> tags = readTexts(json);
        case "properties" -> readProperties(json, properties);
        case "locations" -> locations = LocationCodec.readAll(json);
        case "reserved_bytes" -> reservedBytes = readLong(json);
        case "staged" -> staged = readStaged(json);
        case "failure" -> failure = readText(json);
        default -> throw unknown(field);
      }
    }
    return new Image(
        required(id, "id"),
        name,
        required(status, "status"),
        required(visibility, "visibility"),
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
        required(createdAt, "created_at"),
        required(updatedAt, "updated_at"),
        tags,
        properties,
        locations,
        reservedBytes,
        staged,
        failure);
  }

  private static Staged readStaged(JsonParser json) {
    expect(json, JsonToken.START_OBJECT);
    String store = null;
    String recipe = null;
    Long lengthBytes = null;
    String checksum = null;
    String hashAlgorithm = null;
    String hashValue = null;
    for (String field = json.nextName(); field != null; field = json.nextName()) {
      switch (field) {
        case "store" -> store = readText(json);
        case "recipe" -> recipe = readText(json);
        case "length_bytes" -> lengthBytes = readLong(json);
        case "checksum" -> checksum = readText(json);
        case "hash_algorithm" -> hashAlgorithm = readText(json);
        case "hash_value" -> hashValue = readText(json);
        default -> throw unknown(field);
      }
    }
    return new Staged(
        store,
        required(recipe, "recipe"),
        required(lengthBytes, "length_bytes"),
        checksum,
        required(hashAlgorithm, "hash_algorithm"),
        required(hashValue, "hash_value"));
  }
}

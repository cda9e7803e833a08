package dev.vitrine.catalog;

import static dev.vitrine.catalog.RecordCodec.expect;
import static dev.vitrine.catalog.RecordCodec.readText;
import static dev.vitrine.catalog.RecordCodec.required;
import static dev.vitrine.catalog.RecordCodec.unknown;
import static dev.vitrine.catalog.RecordCodec.wellFormed;
import static dev.vitrine.catalog.RecordCodec.writeText;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// How a [Location] is written down, as a part of other records.
final class LocationCodec {
  private static final String BLOB = "blob";
  private static final String EXTERNAL = "external";

  private LocationCodec() {}

  static void write(JsonGenerator json, Location location) {
    json.writeStartObject();
    switch (location) {
      case Location.Blob blob -> {
        writeText(json, "kind", BLOB);
        writeText(json, "store", blob.store());
        writeText(json, "recipe", blob.recipe());
      }
      case Location.External external -> {
        writeText(json, "kind", EXTERNAL);
        writeText(json, "store", external.store());
        writeText(json, "uri", external.uri());
        if (external.status() != Location.Status.ACTIVE) {
          writeText(json, "status", external.status().text());
        }
        if (!external.metadata().isEmpty()) {
          json.writeName("metadata").writeStartObject();
          external.metadata().forEach((key, value) -> writeText(json, wellFormed(key), value));
          json.writeEndObject();
        }
      }
    }
    json.writeEndObject();
  }

  static List<Location> readAll(JsonParser json) {
    expect(json, JsonToken.START_ARRAY);
    var locations = new ArrayList<Location>();
    while (json.nextToken() == JsonToken.START_OBJECT) {
      locations.add(readFields(json));
    }
    if (json.currentToken() != JsonToken.END_ARRAY) {
      throw new IllegalArgumentException("not a list of locations");
    }
    return locations;
  }

  /// The location whose object is the current token.
  private static Location readFields(JsonParser json) {
    String kind = null;
    String store = null;
    String recipe = null;
    String uri = null;
    Location.Status status = Location.Status.ACTIVE;
    SequencedMap<String, String> metadata = new LinkedHashMap<>();
    for (String field = json.nextName(); field != null; field = json.nextName()) {
      switch (field) {
        case "kind" -> kind = readText(json);
        case "store" -> store = readText(json);
        case "recipe" -> recipe = readText(json);
        case "uri" -> uri = readText(json);
        case "status" -> status = Location.Status.of(readText(json));
        case "metadata" -> readMetadata(json, metadata);
        default -> throw unknown(field);
      }
    }
    return location(kind, store, recipe, uri, status, metadata);
  }

  private static Location location(
      @Nullable String kind,
      @Nullable String store,
      @Nullable String recipe,
      @Nullable String uri,
      Location.Status status,
      SequencedMap<String, String> metadata) {
    return switch (required(kind, "kind")) {
      case BLOB -> new Location.Blob(required(store, "store"), required(recipe, "recipe"));
      case EXTERNAL -> new Location.External(store, required(uri, "uri"), status, metadata);
      default -> throw new IllegalArgumentException("unknown kind of location '" + kind + "'");
    };
  }

  private static void readMetadata(JsonParser json, SequencedMap<String, String> metadata) {
    expect(json, JsonToken.START_OBJECT);
    for (String key = json.nextName(); key != null; key = json.nextName()) {
      metadata.put(key, readText(json));
    }
  }
}

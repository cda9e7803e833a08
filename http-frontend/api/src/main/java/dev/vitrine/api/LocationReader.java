package dev.vitrine.api;

import dev.vitrine.api.json.JsonValue;
import dev.vitrine.api.json.JsonValue.JsonArray;
import dev.vitrine.api.json.JsonValue.JsonObject;
import dev.vitrine.api.json.JsonValue.JsonText;
import dev.vitrine.images.ImageChange;
import dev.vitrine.images.NewLocation;
import dev.vitrine.images.NewLocation.KnownHashes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the locations that callers name, in patches and by themselves.
final class LocationReader {
  private static final String END = "-";
  private static final int VALUE_MAX_CHARS = 128;

  /// The hashes by which a location that is registered can be checked.
  private static final Set<String> ALGORITHMS = Set.of("sha1", "sha256", "sha512", "md5");

  private LocationReader() {}

  /// A step of a patch.
  ///
  /// @param place what follows `/locations/`; null for the whole list
  /// @param value null to remove
  static ImageChange.OfLocations step(
      ImageRules rules, @Nullable String place, @Nullable JsonValue value) throws Problem {
    if (place == null) {
      if (!(value instanceof JsonArray list)) {
        throw Problem.badRequest("The locations of an image are a list");
      }
      rules.checkSchema("locations", list);
      List<NewLocation> locations = new ArrayList<>();
      for (JsonValue item : list.items()) {
        locations.add(location((JsonObject) item));
      }
      return new ImageChange.ReplaceLocations(locations);
    }
    int index = index(place, value != null);
    if (value == null) {
      return new ImageChange.RemoveLocation(index);
    }
    rules.checkSchema("locations", new JsonArray(List.of(value)));
    return new ImageChange.AddLocation(index, location((JsonObject) value));
  }

  private static int index(String place, boolean mayBeEnd) throws Problem {
    if (place.equals(END) && mayBeEnd) {
      return Integer.MAX_VALUE;
    }
    if (!place.matches("[0-9]{1,9}")) {
      throw Problem.badRequest("'%s' is no place in the list of locations".formatted(place));
    }
    return Integer.parseInt(place);
  }

  private static NewLocation location(JsonObject checked) throws Problem {
    KnownHashes known = null;
    if (checked.members().get("validation_data") instanceof JsonObject hashes) {
      known =
          new KnownHashes(
              text(hashes, "checksum"),
              required(hashes, "os_hash_algo"),
              required(hashes, "os_hash_value"));
    }
    return new NewLocation(required(checked, "url"), metadata(checked), known);
  }

  private static SequencedMap<String, String> metadata(JsonObject location) throws Problem {
    SequencedMap<String, String> metadata = new LinkedHashMap<>();
    if (location.members().get("metadata") instanceof JsonObject given) {
      for (Map.Entry<String, JsonValue> each : given.members().entrySet()) {
        if (!(each.getValue() instanceof JsonText(String text))) {
          throw Problem.badRequest("The metadata of a location are texts");
        }
        if (!each.getKey().equals("store")) { // the service knows where it is
          metadata.put(each.getKey(), text);
        }
      }
    }
    return metadata;
  }

  /// The body of `POST …/locations`. Members that are not known are left alone.
  static NewLocation registered(JsonObject body) throws Problem {
    String url = required(body, "url");
    KnownHashes known = null;
    if (body.members().containsKey("validation_data")) {
      if (!(body.members().get("validation_data") instanceof JsonObject hashes)
          || !Set.of("os_hash_algo", "os_hash_value").equals(hashes.members().keySet())) {
        throw Problem.badRequest(
            "'validation_data' is an object with 'os_hash_algo' and 'os_hash_value'");
      }
      String algorithm = required(hashes, "os_hash_algo");
      String value = required(hashes, "os_hash_value");
      if (!ALGORITHMS.contains(algorithm)) {
        throw Problem.badRequest("'os_hash_algo' is one of sha1, sha256, sha512, md5");
      }
      if (value.length() > VALUE_MAX_CHARS) {
        throw Problem.badRequest("'os_hash_value' is longer than any hash");
      }
      known = new KnownHashes(null, algorithm, value.toLowerCase(Locale.ROOT));
    }
    return new NewLocation(url, new LinkedHashMap<>(), known);
  }

  private static String required(JsonObject object, String name) throws Problem {
    String text = text(object, name);
    if (text == null) {
      throw Problem.badRequest("'%s' is needed, and is a string".formatted(name));
    }
    return text;
  }

  private static @Nullable String text(JsonObject object, String name) {
    return object.members().get(name) instanceof JsonText(String text) ? text : null;
  }
}

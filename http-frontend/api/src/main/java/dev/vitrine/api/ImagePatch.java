package dev.vitrine.api;

import dev.vitrine.api.json.JsonValue;
import dev.vitrine.api.json.JsonValue.JsonArray;
import dev.vitrine.api.json.JsonValue.JsonObject;
import dev.vitrine.api.json.JsonValue.JsonText;
import dev.vitrine.http.Headers;
import dev.vitrine.images.ImageChange;
import dev.vitrine.images.access.Attributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the body of `PATCH /v2/images/{id}`: one of two dialects of JSON Patch (RFC 6902), older
/// than the standard and stricter about what a pointer may name.
final class ImagePatch {
  private static final String V20 = "application/openstack-images-v2.0-json-patch";
  private static final String V21 = "application/openstack-images-v2.1-json-patch";
  private static final List<String> OPERATIONS = List.of("add", "remove", "replace");
  private static final String LOCATIONS = "locations";

  /// How the body is written.
  enum Dialect {
    /// `{"add": "/x", "value": …}`
    OPERATION_IS_KEY,
    /// `{"op": "add", "path": "/x", "value": …}`
    OPERATION_IS_VALUE
  }

  /// One operation as written.
  private record Step(String operation, String path, @Nullable JsonValue value) {}

  private final ImageRules rules;
  private final boolean locations;

  /// @param locations whether callers see locations, and may change them
  ImagePatch(ImageRules rules, boolean locations) {
    this.rules = rules;
    this.locations = locations;
  }

  /// The dialect that the request's media type names; any other type is refused.
  static Dialect dialect(Headers headers) throws Problem {
    String type = MediaType.of(headers);
    return switch (type) {
      case V20 -> Dialect.OPERATION_IS_KEY;
      case V21 -> Dialect.OPERATION_IS_VALUE;
      default ->
          throw new Problem(
              415,
              "The body of a PATCH is one of %s, %s".formatted(V20, V21),
              Headers.of("Accept-Patch", V20 + ", " + V21));
    };
  }

  List<ImageChange> read(Dialect dialect, JsonArray body) throws Problem {
    List<ImageChange> changes = new ArrayList<>(body.items().size());
    for (JsonValue item : body.items()) {
      if (!(item instanceof JsonObject object)) {
        throw Problem.badRequest("Each operation of a patch is an object, not " + item.kind());
      }
      Step step =
          switch (dialect) {
            case OPERATION_IS_KEY -> keyed(object);
            case OPERATION_IS_VALUE -> standard(object);
          };
      changes.add(change(dialect, step));
    }
    return changes;
  }

  private static Step keyed(JsonObject object) throws Problem {
    List<String> found =
        OPERATIONS.stream().filter(name -> object.members().containsKey(name)).toList();
    if (found.size() != 1) {
      throw Problem.badRequest(
          "Each operation of a patch has exactly one of the keys " + String.join(", ", OPERATIONS));
    }
    String operation = found.getFirst();
    return step(operation, object.members().get(operation), object);
  }

  private static Step standard(JsonObject object) throws Problem {
    if (!(object.members().get("op") instanceof JsonText(String operation))
        || !OPERATIONS.contains(operation)) {
      throw Problem.badRequest(
          "The 'op' of a patch operation is one of " + String.join(", ", OPERATIONS));
    }
    return step(operation, object.members().get("path"), object);
  }

  private static Step step(String operation, @Nullable JsonValue path, JsonObject object)
      throws Problem {
    if (!(path instanceof JsonText(String pointer))) {
      throw Problem.badRequest("A patch operation needs a path, which is a string");
    }
    if (operation.equals("remove")) {
      return new Step(operation, pointer, null);
    }
    JsonValue value = object.members().get("value");
    if (value == null) {
      throw Problem.badRequest("Operation '%s' needs a value".formatted(operation));
    }
    return new Step(operation, pointer, value);
  }

  private ImageChange change(Dialect dialect, Step step) throws Problem {
    List<String> tokens = tokens(step.path());
    String name = tokens.getFirst();
    checkDepth(step, tokens);
    if (name.equals(LOCATIONS)) {
      if (!locations) {
        throw Problem.forbidden("It's not allowed to add, replace or remove locations here");
      }
      return LocationReader.step(rules, tokens.size() == 1 ? null : tokens.get(1), step.value());
    }
    checkTarget(name);
    if (step.value() == null) {
      return new ImageChange.Remove(name);
    }
    rules.checkSchema(name, step.value());
    ImageRules.checkBounds(name, step.value());
    Object value = ImageRules.plain(step.value());
    if (step.operation().equals("replace")) {
      return new ImageChange.Replace(name, value);
    }
    return switch (dialect) {
      case OPERATION_IS_KEY -> new ImageChange.Add(name, value);
      case OPERATION_IS_VALUE -> new ImageChange.Set(name, value);
    };
  }

  /// Locations are the one attribute whose parts have pointers of their own.
  private static void checkDepth(Step step, List<String> tokens) throws Problem {
    boolean part = tokens.getFirst().equals(LOCATIONS) && !step.operation().equals("replace");
    if (tokens.size() != (part ? 2 : 1)) {
      throw Problem.badRequest(
          "Path '%s' cannot be the target of '%s'".formatted(step.path(), step.operation()));
    }
  }

  private static void checkTarget(String name) throws Problem {
    if (Attributes.kindOf(name) == Attributes.Kind.FIXED) {
      throw Problem.forbidden("Attribute '%s' is read-only".formatted(name));
    }
    ImageRules.checkNameLength(name);
  }

  /// The parts of a JSON pointer (RFC 6901), decoded.
  private static List<String> tokens(String pointer) throws Problem {
    if (!pointer.startsWith("/")) {
      throw Problem.badRequest("Path '%s' does not begin with '/'".formatted(pointer));
    }
    if (pointer.contains("//") || (pointer.length() > 1 && pointer.endsWith("/"))) {
      throw Problem.badRequest("Path '%s' has an empty part".formatted(pointer));
    }
    List<String> tokens = new ArrayList<>();
    for (String part : pointer.substring(1).split("/", -1)) {
      tokens.add(token(part.strip(), pointer));
    }
    return tokens;
  }

  private static String token(String part, String pointer) throws Problem {
    for (int i = part.indexOf('~'); i >= 0; i = part.indexOf('~', i + 1)) {
      char next = i + 1 < part.length() ? part.charAt(i + 1) : ' ';
      if (next != '0' && next != '1') {
        throw Problem.badRequest("Path '%s' has a '~' that escapes nothing".formatted(pointer));
      }
    }
    // In this order, so that `~01` is `~1` and not `/`.
    return part.replace("~1", "/").replace("~0", "~");
  }
}

package dev.vitrine.api;

import static dev.vitrine.api.json.JsonOutput.encoded;

import dev.vitrine.api.json.JsonOutput;
import dev.vitrine.api.json.JsonValue;
import dev.vitrine.api.json.JsonValue.JsonArray;
import dev.vitrine.api.json.JsonValue.JsonBoolean;
import dev.vitrine.api.json.JsonValue.JsonObject;
import dev.vitrine.api.json.JsonValue.JsonText;
import dev.vitrine.catalog.ImportSource;
import dev.vitrine.http.RequestFacts;
import dev.vitrine.images.ImportOptions;
import dev.vitrine.images.ImportOrder;
import dev.vitrine.images.ImportOrder.Targets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads what a caller wants imported. What it does not know it leaves alone.
final class ImportRequest {
  private static final String INTERFACE = "glance_service_interface";
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private ImportRequest() {}

  /// @param store the one that a header names; null when there is no such header
  static ImportOrder read(
      JsonObject body, @Nullable String store, ImportOptions options, RequestFacts request)
      throws Problem {
    if (!(body.members().get("method") instanceof JsonObject method)) {
      throw Problem.badRequest("Import request requires a 'method' object");
    }
    if (!(method.members().get("name") instanceof JsonText(String name))) {
      throw Problem.badRequest("Import request requires a 'name' of its method");
    }
    if (!options.methods().contains(name)) {
      throw Problem.badRequest("Unknown import method name '%s'".formatted(name));
    }
    boolean allMustSucceed = flag(body, "all_stores_must_succeed", true);
    boolean all = flag(body, "all_stores", false);
    List<String> named = stores(body);
    if (all && (named != null || store != null)) {
      throw Problem.badRequest("'all_stores' names the stores already");
    }
    if (named != null && store != null) {
      throw Problem.badRequest("The stores are in the body, so they are in no header");
    }
    ImportSource source = source(name, method);
    return new ImportOrder(
        source,
        targets(all, named, store),
        allMustSucceed,
        new Words(complete(body, method, source), request));
  }

  private static ImportSource source(String name, JsonObject method) throws Problem {
    return switch (name) {
      case ImportOptions.DIRECT -> new ImportSource.Direct();
      case ImportOptions.COPY -> new ImportSource.Copy();
      case ImportOptions.WEB -> {
        if (!(method.members().get("uri") instanceof JsonText(String uri))) {
          throw Problem.badRequest(
              "URI for web-download does not pass filtering: there is no 'uri'");
        }
        yield new ImportSource.Web(uri);
      }
      case ImportOptions.REGION -> region(method);
      default -> throw Problem.badRequest("Unknown import method name '%s'".formatted(name));
    };
  }

  private static ImportSource.Region region(JsonObject method) throws Problem {
    if (!(method.members().get("glance_region") instanceof JsonText(String region))) {
      throw Problem.badRequest("'glance_region' needs to be set for glance-download");
    }
    if (!(method.members().get("glance_image_id") instanceof JsonText(String image))) {
      throw Problem.badRequest("'glance_image_id' needs to be set for glance-download");
    }
    if (!UUID.matcher(image).matches()) {
      throw Problem.badRequest("Remote image id does not look like a UUID");
    }
    return new ImportSource.Region(
        region,
        image,
        method.members().get(INTERFACE) instanceof JsonText(String wanted) ? wanted : "public");
  }

  /// The request with what it leaves to the service.
  private static JsonObject complete(JsonObject body, JsonObject method, ImportSource source) {
    if (!(source instanceof ImportSource.Region region)) {
      return body;
    }
    SequencedMap<String, JsonValue> full = new LinkedHashMap<>(method.members());
    full.put(INTERFACE, new JsonText(region.endpointInterface()));
    SequencedMap<String, JsonValue> whole = new LinkedHashMap<>(body.members());
    whole.put("method", new JsonObject(full));
    return new JsonObject(whole);
  }

  private static Targets targets(
      boolean all, @Nullable List<String> named, @Nullable String store) {
    if (all) {
      return new Targets.All();
    }
    if (named != null) {
      return new Targets.Named(named);
    }
    return store == null ? new Targets.Default() : new Targets.Named(List.of(store));
  }

  private static boolean flag(JsonObject body, String name, boolean unsaid) throws Problem {
    JsonValue value = body.members().get(name);
    if (value == null) {
      return unsaid;
    }
    if (value instanceof JsonBoolean(boolean flag)) {
      return flag;
    }
    throw Problem.badRequest("'%s' must be boolean".formatted(name));
  }

  private static @Nullable List<String> stores(JsonObject body) throws Problem {
    JsonValue value = body.members().get("stores");
    if (value == null) {
      return null;
    }
    List<String> stores = new ArrayList<>();
    if (value instanceof JsonArray(List<JsonValue> items)) {
      for (JsonValue item : items) {
        if (item instanceof JsonText(String id)) {
          stores.add(id);
        }
      }
      if (stores.size() == items.size()) {
        return stores;
      }
    }
    throw Problem.badRequest("'stores' is a list of ids");
  }

  /// @param body as it came
  private record Words(JsonObject body, RequestFacts request) implements ImportOrder.Words {
    @Override
    public String requestId() {
      return request.id();
    }

    @Override
    public String input(String imageId, List<@Nullable String> stores) {
      JsonOutput out = new JsonOutput(512);
      out.raw(encoded("{\"image_id\":")).text(imageId);
      out.raw(encoded(",\"import_req\":")).value(body).raw(encoded(",\"backend\":["));
      for (int i = 0; i < stores.size(); i++) {
        if (i > 0) {
          out.raw(',');
        }
        out.text(stores.get(i));
      }
      return text(out.raw(encoded("]}")));
    }

    @Override
    public String result(String imageId) {
      return text(
          new JsonOutput(64).raw(encoded("{\"image_id\":")).text(imageId).raw(encoded("}")));
    }

    private static String text(JsonOutput out) {
      return new String(out.toBytes(), StandardCharsets.UTF_8);
    }
  }
}

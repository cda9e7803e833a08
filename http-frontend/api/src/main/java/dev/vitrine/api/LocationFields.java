package dev.vitrine.api;

import static dev.vitrine.api.json.JsonOutput.encoded;

import dev.vitrine.api.json.JsonOutput;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Location;
import dev.vitrine.images.stores.Stores;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// What a record says about where the image's data lies: `stores`, and as far as the operator wants
/// it `direct_url` and `locations`. Data in a chunk store has no URI, for nobody else could read
/// it. Thread-safe.
///
/// @param directUrl whether `direct_url` is shown
/// @param locations whether `locations` is shown
public record LocationFields(Stores stores, boolean directUrl, boolean locations) {
  private static final byte[] STORES = encoded(",\"stores\":");
  private static final byte[] DIRECT_URL = encoded(",\"direct_url\":");
  private static final byte[] LOCATIONS = encoded(",\"locations\":");
  private static final byte[] URL = encoded("{\"url\":");
  private static final byte[] METADATA = encoded(",\"metadata\":{");
  private static final byte[] END = encoded("}}");

  /// Nothing is said.
  public static LocationFields none(Stores stores) {
    return new LocationFields(stores, false, false);
  }

  void write(Image image, JsonOutput out) {
    List<Location> ordered = stores.inOrder(image.locations(), List.of());
    if (stores.selectable() && !ordered.isEmpty()) {
      out.raw(STORES)
          .text(
              ordered.stream()
                  .map(stores::idOf)
                  .filter(Objects::nonNull)
                  .distinct()
                  .collect(Collectors.joining(",")));
    }
    List<Location.External> shown = withUri(ordered);
    if (directUrl && !shown.isEmpty()) {
      out.raw(DIRECT_URL).text(shown.getFirst().uri());
    }
    if (locations) {
      write(shown, out.raw(LOCATIONS));
    }
  }

  /// All that have a URI, as an array, whatever the operator wants records to say.
  JsonOutput array(List<Location> ordered) {
    JsonOutput out = new JsonOutput(256);
    write(withUri(ordered), out);
    return out;
  }

  private static List<Location.External> withUri(List<Location> ordered) {
    return ordered.stream()
        .filter(Location.External.class::isInstance)
        .map(Location.External.class::cast)
        .toList();
  }

  private void write(List<Location.External> shown, JsonOutput out) {
    out.raw('[');
    for (int i = 0; i < shown.size(); i++) {
      if (i > 0) {
        out.raw(',');
      }
      write(shown.get(i), out);
    }
    out.raw(']');
  }

  private void write(Location.External location, JsonOutput out) {
    out.raw(URL).text(location.uri()).raw(METADATA);
    Map<String, String> metadata = new LinkedHashMap<>(location.metadata());
    String store = stores.idOf(location);
    if (store != null) {
      metadata.put("store", store);
    }
    boolean more = false;
    for (Map.Entry<String, String> each : metadata.entrySet()) {
      if (more) {
        out.raw(',');
      }
      more = true;
      out.text(each.getKey()).raw(':').text(each.getValue());
    }
    out.raw(END);
  }
}

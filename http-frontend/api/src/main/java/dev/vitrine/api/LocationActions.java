package dev.vitrine.api;

import static dev.vitrine.api.json.JsonOutput.encoded;

import dev.vitrine.api.json.JsonOutput;
import dev.vitrine.api.json.JsonValue.JsonObject;
import dev.vitrine.catalog.Location;
import dev.vitrine.http.RequestFacts;
import dev.vitrine.http.Response;
import dev.vitrine.images.ImageService;
import dev.vitrine.images.ImportOrder;
import dev.vitrine.images.ImportService;
import dev.vitrine.images.NewLocation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the data of an image lies, for services beside this one: `/v2/images/{id}/locations`.
final class LocationActions implements RouteGroup {
  private final ImageService images;
  private final ImportService imports;

  LocationActions(ImageService images, ImportService imports) {
    this.images = images;
    this.imports = imports;
  }

  @Override
  public void addTo(Router.Builder table) {
    table
        .route("GET", "/v2/images/{id}/locations", Router.Body.REFUSED, this::list)
        .route("POST", "/v2/images/{id}/locations", Router.Body.TAKEN, this::register);
  }

  private Response list(Call call) throws Exception {
    List<Location> found = images.locations(call.caller(), call.parameter("id"));
    byte[] array = LocationFields.none(images.stores()).array(found).toBytes();
    return Response.of(200, "application/json", array);
  }

  /// Accepted is not yet done; the image's tasks tell.
  private Response register(Call call) throws Exception {
    JsonObject body = JsonBody.object(call.request().body());
    NewLocation location = LocationReader.registered(body);
    imports.register(
        call.caller(),
        call.parameter("id"),
        location,
        new Words(location.url(), body, call.request().facts()));
    return Response.empty(202);
  }

  /// @param body as it came
  private record Words(String url, JsonObject body, RequestFacts request)
      implements ImportOrder.Words {
    @Override
    public String requestId() {
      return request.id();
    }

    @Override
    public String input(String imageId, List<@Nullable String> stores) {
      JsonOutput out = new JsonOutput(512);
      out.raw(encoded("{\"image_id\":")).text(imageId);
      out.raw(encoded(",\"loc_url\":")).text(url);
      out.raw(encoded(",\"validation_data\":"));
      if (body.members().get("validation_data") instanceof JsonObject hashes) {
        out.value(hashes);
      } else {
        out.raw(encoded("{}"));
      }
      return text(out.raw(encoded("}")));
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

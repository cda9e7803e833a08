package dev.vitrine.api;

import dev.vitrine.catalog.Image;
import dev.vitrine.http.Headers;
import dev.vitrine.http.Response;
import dev.vitrine.images.ImageChange;
import dev.vitrine.images.ImageList;
import dev.vitrine.images.ImageService;
import dev.vitrine.images.NewImage;
import dev.vitrine.images.Precondition;
import dev.vitrine.images.stores.Store;
import java.util.List;
import java.util.stream.Collectors;

/// The records of images: `/v2/images`, `/v2/images/{id}`, `…/tags/{tag}`.
final class ImageActions {
  private static final String IMAGES = "/v2/images";
  private static final String STORE_IDS = "OpenStack-image-store-ids";

  private final ImageService images;
  private final ApiOptions options;
  private final PublicUrl url;
  private final ImageJson json;
  private final NewImageReader newImages;
  private final ImagePatch patches;
  private final PropertyChecks checks;

  ImageActions(
      ImageService images,
      ApiOptions options,
      PublicUrl url,
      ImageJson json,
      ImageRules rules,
      PropertyChecks checks) {
    this.images = images;
    this.options = options;
    this.url = url;
    this.json = json;
    this.newImages = new NewImageReader(rules);
    this.patches = new ImagePatch(rules, options.showLocations());
    this.checks = checks;
  }

  Response create(Call call) throws Exception {
    var body = JsonBody.object(call.request().body());
    NewImage wanted = newImages.read(body);
    List<String> faults = checks.of(call, wanted.properties());
    Image image = images.create(call.caller(), wanted);
    Response made =
        record(201, image).with("Location", url.of(call.request(), IMAGES + "/" + image.id()));
    Response created = images.stores().selectable() ? made.with(STORE_IDS, storeIds()) : made;
    List<String> methods = images.options().imports().methods();
    Response told =
        methods.isEmpty()
            ? created
            : created.with("OpenStack-image-import-methods", String.join(",", methods));
    return PropertyChecks.warning(told, faults);
  }

  /// What a client may choose from for the image's data.
  private String storeIds() {
    return images.stores().all().stream().map(Store::id).collect(Collectors.joining(","));
  }

  Response list(Call call) throws Exception {
    QueryParameters parameters = QueryParameters.parse(call.request().query());
    ImageList page = images.list(call.caller(), ListQuery.read(parameters, options));
    QueryParameters first = parameters.without("marker");
    String marker = page.nextMarker();
    String next = marker == null ? null : first.with("marker", marker).link(IMAGES);
    return json(200, json.page(page, first.link(IMAGES), next));
  }

  Response show(Call call) throws Exception {
    byte[] record = json.image(images.show(call.caller(), call.parameter("id")));
    EntityTag tag = EntityTag.ofRecord(record);
    return tag.isKnownTo(call.request().headers())
        ? Response.empty(304).with("ETag", tag.text())
        : json(200, record).with("ETag", tag.text());
  }

  Response change(Call call) throws Exception {
    ImagePatch.Dialect dialect = ImagePatch.dialect(call.request().headers());
    List<ImageChange> steps = patches.read(dialect, JsonBody.array(call.request().body()));
    List<String> faults = checks.of(call, steps);
    Image image = images.change(call.caller(), call.parameter("id"), steps, precondition(call));
    return PropertyChecks.warning(record(200, image), faults);
  }

  Response delete(Call call) throws Exception {
    images.delete(call.caller(), call.parameter("id"), precondition(call));
    return Response.empty(204);
  }

  Response deactivate(Call call) throws Exception {
    images.deactivate(call.caller(), call.parameter("id"));
    return Response.empty(204);
  }

  Response reactivate(Call call) throws Exception {
    images.reactivate(call.caller(), call.parameter("id"));
    return Response.empty(204);
  }

  Response addTag(Call call) throws Exception {
    String tag = call.parameter("tag");
    ImageRules.checkTag(tag);
    images.change(call.caller(), call.parameter("id"), List.of(new ImageChange.AddTag(tag)));
    return Response.empty(204);
  }

  Response removeTag(Call call) throws Exception {
    ImageChange step = new ImageChange.RemoveTag(call.parameter("tag"));
    images.change(call.caller(), call.parameter("id"), List.of(step));
    return Response.empty(204);
  }

  private Response record(int status, Image image) {
    byte[] record = json.image(image);
    return json(status, record).with("ETag", EntityTag.ofRecord(record).text());
  }

  /// The record as this caller is shown it must be the one that `If-Match` names.
  private Precondition precondition(Call call) {
    Headers headers = call.request().headers();
    return headers.contains("If-Match")
        ? image -> EntityTag.ofRecord(json.image(image)).satisfies(headers)
        : Precondition.NONE;
  }

  private static Response json(int status, byte[] body) {
    return Response.of(status, "application/json", body);
  }
}

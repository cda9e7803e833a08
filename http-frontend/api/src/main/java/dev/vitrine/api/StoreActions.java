package dev.vitrine.api;

import dev.vitrine.api.json.JsonOutput;
import dev.vitrine.http.Response;
import dev.vitrine.images.ImageService;
import dev.vitrine.images.access.Policy;
import dev.vitrine.images.stores.Store;
import dev.vitrine.images.stores.StoreHealth;
import dev.vitrine.images.stores.Stores;
import java.util.Map;

/// The stores that callers choose from, what lies in them and whether they are there:
/// `/v2/info/stores`, `/v2/stores/{store}/{id}`.
final class StoreActions {
  private static final byte[] STORES = JsonOutput.encoded("{\"stores\":[");
  private static final byte[] ID = JsonOutput.encoded("{\"id\":");
  private static final byte[] DESCRIPTION = JsonOutput.encoded(",\"description\":");
  private static final byte[] DEFAULT = JsonOutput.encoded(",\"default\":\"true\"");
  private static final byte[] READ_ONLY = JsonOutput.encoded(",\"read-only\":\"true\"");
  private static final byte[] TYPE = JsonOutput.encoded(",\"type\":");
  private static final byte[] WEIGHT = JsonOutput.encoded(",\"weight\":");
  private static final byte[] PROPERTIES = JsonOutput.encoded(",\"properties\":{");
  private static final byte[] UP = JsonOutput.encoded(",\"health\":\"up\"}");
  private static final byte[] DOWN = JsonOutput.encoded(",\"health\":\"down\",\"reason\":");
  private static final byte[] END = JsonOutput.encoded("]}");

  private final ImageService images;

  StoreActions(ImageService images) {
    this.images = images;
  }

  Response list(Call call) throws Exception {
    return listing(false);
  }

  Response detail(Call call) throws Exception {
    requireSeveral();
    images.requireService(call.caller(), Policy.Action.STORES_INFO_DETAIL);
    return listing(true);
  }

  /// Asks each store, also the only one, which callers cannot choose.
  Response health(Call call) throws Exception {
    images.requireService(call.caller(), Policy.Action.STORES_INFO_DETAIL);
    JsonOutput out = new JsonOutput(512).raw(STORES);
    boolean more = false;
    for (StoreHealth.Found found : StoreHealth.of(images.stores())) {
      if (more) {
        out.raw(',');
      }
      more = true;
      out.raw(ID).text(found.store());
      found
          .trouble()
          .ifPresentOrElse(reason -> out.raw(DOWN).text(reason).raw('}'), () -> out.raw(UP));
    }
    return Response.of(200, "application/json", out.raw(END).toBytes());
  }

  Response delete(Call call) throws Exception {
    images.deleteFromStore(call.caller(), call.parameter("store"), call.parameter("id"));
    return Response.empty(204);
  }

  private void requireSeveral() throws Problem {
    if (!images.stores().selectable()) {
      throw new Problem(404, "Multi backend is not supported at this site.");
    }
  }

  private Response listing(boolean inDetail) throws Problem {
    requireSeveral();
    Stores stores = images.stores();
    JsonOutput out = new JsonOutput(512).raw(STORES);
    boolean more = false;
    for (Store store : stores.all()) {
      if (more) {
        out.raw(',');
      }
      more = true;
      write(store, store.equals(stores.defaultStore()), inDetail, out);
    }
    return Response.of(200, "application/json", out.raw(END).toBytes());
  }

  private static void write(Store store, boolean isDefault, boolean inDetail, JsonOutput out) {
    out.raw(ID).text(store.id());
    if (store.description() != null) {
      out.raw(DESCRIPTION).text(store.description());
    }
    if (isDefault) {
      out.raw(DEFAULT);
    }
    if (!store.backing().writes()) {
      out.raw(READ_ONLY);
    }
    if (inDetail) {
      out.raw(TYPE).text(store.backing().kind());
      out.raw(WEIGHT).number(store.weight());
      out.raw(PROPERTIES);
      boolean more = false;
      for (Map.Entry<String, Object> property : store.properties().entrySet()) {
        if (more) {
          out.raw(',');
        }
        more = true;
        out.text(property.getKey()).raw(':').plain(property.getValue());
      }
      out.raw('}');
    }
    out.raw('}');
  }
}

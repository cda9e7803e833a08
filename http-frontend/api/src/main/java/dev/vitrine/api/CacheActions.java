package dev.vitrine.api;

import dev.vitrine.http.Response;
import dev.vitrine.images.ImageService;
import dev.vitrine.images.access.Policy.Action;

/// The cache that a service keeps in front of its stores: `/v2/cache`. This one keeps none, so
/// whoever may manage a cache is told that there is nothing to manage, and the others that they may
/// not.
final class CacheActions {
  private final ImageService images;

  CacheActions(ImageService images) {
    this.images = images;
  }

  Response list(Call call) throws Exception {
    return allowed(call, Action.CACHE_LIST);
  }

  Response clear(Call call) throws Exception {
    return allowed(call, Action.CACHE_DELETE);
  }

  Response clean(Call call) throws Exception {
    return allowed(call, Action.CACHE_CLEAN);
  }

  Response prune(Call call) throws Exception {
    return allowed(call, Action.CACHE_PRUNE);
  }

  Response nodes(Call call) throws Exception {
    return allowed(call, Action.LIST_CACHED_NODES);
  }

  /// An image that is not there comes before the question of who may.
  Response fill(Call call) throws Exception {
    images.show(call.caller(), call.parameter("id"));
    return allowed(call, Action.CACHE_IMAGE);
  }

  Response remove(Call call) throws Exception {
    images.show(call.caller(), call.parameter("id"));
    return allowed(call, Action.CACHE_DELETE);
  }

  private Response allowed(Call call, Action action) throws Exception {
    images.requireService(call.caller(), action);
    throw new Problem(404, "The service keeps no cache");
  }
}

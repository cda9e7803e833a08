package dev.vitrine.images;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.catalog.Location;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.stores.Store;
import dev.vitrine.images.stores.Stores;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// What stores say about the places that callers name. Asks a store once for each place, so that
/// what is decided by the answers can be decided anew. Not thread-safe; one for each request.
final class Places {
  /// Places on this machine, or in an account that the service's own configuration names: a caller
  /// must not read there through the service.
  private static final Set<String> REFUSED_SCHEMES = Set.of("file", "filesystem", "swift+config");

  private final Stores stores;
  private final Map<String, Place> known = new HashMap<>();

  Places(Stores stores) {
    this.stores = stores;
  }

  /// A place with data.
  ///
  /// @param storeId the store that reads there
  record Place(String storeId, String url, long lengthBytes) {
    Location.External location(NewLocation wanted) {
      return new Location.External(storeId, url, Location.Status.ACTIVE, wanted.metadata());
    }
  }

  /// Refuses a place that no store reads, and one without data.
  Place find(String url) throws Refusal.Invalid, InterruptedException {
    Place place = known.get(url);
    if (place == null) {
      place = ask(url);
      known.put(url, place);
    }
    return place;
  }

  /// Whether some store reads places of that scheme.
  boolean reads(String scheme) {
    return stores.all().stream().anyMatch(store -> reads(store, scheme));
  }

  /// In an account nobody names a place: what lies there is read, shared and removed by rights that
  /// whoever names it may not have.
  private static boolean reads(Store store, String scheme) {
    return store.backing() instanceof Store.Whole(var images)
        && images.schemes().contains(scheme)
        && !images.capabilities().inAccounts();
  }

  private Place ask(String url) throws Refusal.Invalid, InterruptedException {
    ImageUri uri = ImageUri.parse(url).orElseThrow(() -> invalid("it is no URL"));
    if (REFUSED_SCHEMES.contains(uri.scheme())) {
      throw invalid("places of scheme " + uri.scheme() + " cannot be named");
    }
    if (!uri.withoutCredentials().equals(uri)) {
      throw invalid("it has a name or a key");
    }
    Store store = store(uri).orElseThrow(() -> invalid("no store reads " + uri.scheme()));
    return new Place(store.id(), url, lengthBytes(store, uri));
  }

  private Optional<Store> store(ImageUri uri) {
    return stores
        .covering(uri)
        .filter(each -> reads(each, uri.scheme()))
        .or(() -> stores.all().stream().filter(each -> reads(each, uri.scheme())).findFirst());
  }

  private static long lengthBytes(Store store, ImageUri uri)
      throws Refusal.Invalid, InterruptedException {
    if (!(store.backing() instanceof Store.Whole(var images))) {
      throw invalid("no store reads " + uri.scheme());
    }
    OptionalLong length;
    try {
      length = images.length(uri);
    } catch (ImageStoreException e) {
      throw invalid(e.getMessage() == null ? "it cannot be read" : e.getMessage());
    }
    if (length.orElse(0) == 0) {
      throw invalid("there is no data, or nobody says how much");
    }
    return length.getAsLong();
  }

  private static Refusal.Invalid invalid(String why) {
    return new Refusal.Invalid("Invalid location: " + why);
  }
}

package dev.vitrine.images.stores;

import dev.vitrine.backend.ImageUri;
import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.catalog.Location;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Every store that the service has. Immutable, thread-safe; closes nothing.
///
/// Reserved stores, whose names begin with [#RESERVED_PREFIX], are the service's own: they are not
/// among those that callers see or choose.
public final class Stores {
  public static final String RESERVED_PREFIX = "os_glance_";

  private final List<Store> all;
  private final List<Store> reserved;
  private final Store defaultStore;
  private final boolean selectable;
  private final Optional<Store> nameless;

  private Stores(
      List<Store> all,
      List<Store> reserved,
      Store defaultStore,
      boolean selectable,
      Optional<Store> nameless) {
    this.all = List.copyOf(all);
    this.reserved = List.copyOf(reserved);
    this.defaultStore = defaultStore;
    this.selectable = selectable;
    this.nameless = nameless;
  }

  /// One store, which callers neither see nor choose.
  public static Stores single(Store store) {
    return new Stores(List.of(store), List.of(), store, false, Optional.empty());
  }

  /// Stores without names for callers: uploads go to the default one, others are only read.
  public static Stores unnamed(List<Store> all, String defaultStore) {
    return new Stores(all, List.of(), named(all, defaultStore), false, Optional.empty());
  }

  /// Stores that callers choose from.
  ///
  /// @param all in the order of the configuration, in which callers see them
  /// @param reserved the service's own
  /// @param defaultStore the id of the one that takes what nobody chose a store for; throws
  ///   [IllegalArgumentException] when it is not there
  public static Stores several(List<Store> all, List<Store> reserved, String defaultStore) {
    return new Stores(all, reserved, named(all, defaultStore), true, Optional.empty());
  }

  /// The same, where chunks that name no store that there is are looked for in that one: the store
  /// that there was before stores had names, or that had another name then.
  public Stores withNamelessIn(Store chunks) {
    return new Stores(all, reserved, defaultStore, selectable, Optional.of(chunks));
  }

  private static Store named(List<Store> all, String id) {
    return all.stream()
        .filter(store -> store.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no store: " + id));
  }

  /// Whether callers see and choose stores.
  public boolean selectable() {
    return selectable;
  }

  /// Those that are not reserved, in the order of the configuration.
  public List<Store> all() {
    return all;
  }

  public Store defaultStore() {
    return defaultStore;
  }

  /// The store of that name, unless it is reserved.
  public Optional<Store> find(String id) {
    return all.stream().filter(store -> store.id().equals(id)).findFirst();
  }

  /// One of the service's own.
  public Optional<Store> reserved(String id) {
    return reserved.stream().filter(store -> store.id().equals(id)).findFirst();
  }

  /// The store that has the location: the one it names or, when that is unknown here, the first
  /// that such a location can be of. Empty when there is none.
  public Optional<Store> of(Location location) {
    Optional<Store> said =
        Optional.ofNullable(location.store()).flatMap(id -> find(id).or(() -> reserved(id)));
    return switch (location) {
      case Location.Blob _ ->
          said.filter(store -> store.backing() instanceof Store.Chunks)
              .or(() -> nameless)
              .or(this::chunks);
      case Location.External external ->
          said.filter(store -> store.backing() instanceof Store.Whole)
              .or(() -> ImageUri.parse(external.uri()).flatMap(this::covering));
    };
  }

  /// The store that a URI which nobody said a store for lies in.
  public Optional<Store> covering(ImageUri uri) {
    return all.stream()
        .filter(store -> store.backing() instanceof Store.Whole whole && whole.images().covers(uri))
        .findFirst();
  }

  /// The chunk stores behind all of them, the service's own included; each once, however many names
  /// it has.
  public List<BlobStore> chunkStores() {
    Set<BlobStore> chunks = new LinkedHashSet<>(); // told apart as objects
    Stream.concat(all.stream(), reserved.stream())
        .forEach(store -> chunksOf(store).ifPresent(chunks::add));
    return List.copyOf(chunks);
  }

  /// Whether the blob may be one of that chunk store: it says so, or names no chunk store that the
  /// service has at present. Where it is looked for ([#of]) is a guess then, and a guess is no
  /// reason to delete what is elsewhere.
  public boolean mayHave(BlobStore blobs, Location.Blob blob) {
    return find(blob.store())
        .or(() -> reserved(blob.store()))
        .flatMap(Stores::chunksOf)
        .map(blobs::equals)
        .orElse(true);
  }

  private static Optional<BlobStore> chunksOf(Store store) {
    return store.backing() instanceof Store.Chunks(BlobStore blobs)
        ? Optional.of(blobs)
        : Optional.empty();
  }

  /// The store for what is kept as chunks: the default one if it does so, or else the first that
  /// does, be it the service's own.
  public Optional<Store> chunks() {
    return Stream.of(Stream.of(defaultStore), all.stream(), reserved.stream())
        .flatMap(each -> each)
        .filter(store -> store.backing() instanceof Store.Chunks)
        .findFirst();
  }

  /// The readable locations in the order in which they are shown and tried: those of the preferred
  /// stores, in the order of the preference, then by the weight of their store, the greatest first.
  /// Otherwise as they were.
  public List<Location> inOrder(List<Location> locations, List<String> preferred) {
    List<Location> ordered =
        new ArrayList<>(locations.stream().filter(Location::isReadable).toList());
    if (selectable) {
      ordered.sort(
          Comparator.<Location>comparingInt(location -> rank(location, preferred))
              .thenComparing(Comparator.<Location>comparingInt(this::weight).reversed()));
    }
    return ordered;
  }

  private int rank(Location location, List<String> preferred) {
    int place = of(location).map(store -> preferred.indexOf(store.id())).orElse(-1);
    return place < 0 ? preferred.size() : place;
  }

  private int weight(Location location) {
    return of(location).map(Store::weight).orElse(0);
  }

  /// The id of the store that has the location, as callers are told; null when they are not.
  public @Nullable String idOf(Location location) {
    return selectable
        ? of(location).filter(all::contains).map(Store::id).orElse(location.store())
        : null;
  }
}

package dev.vitrine.backend.swift;

import dev.vitrine.backend.Health;
import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.backend.swift.SwiftClient.Target;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/// Whole images in Swift, as Glance lays them out: what either wrote, the other reads. Thread-safe.
///
/// A small image is an object `<id>`. A large one, or one whose length is not known, is segments
/// `<id>-00001`, `<id>-00002`, … in the same container and, written last, an empty object `<id>`
/// that refers to them (a dynamic large object): an image has its name only when it is whole.
public final class SwiftImageStore implements ImageStore {
  private final SwiftReferences references;
  private final SwiftStoreOptions options;
  private final Map<String, SwiftObjects> accounts = new HashMap<>();

  /// Makes a client for each account and closes them with the store. Asks the service nothing yet.
  public SwiftImageStore(
      SwiftReferences references,
      SwiftStoreOptions options,
      Function<SwiftAccount, SwiftClient> client) {
    this.references = references;
    this.options = options;
    references
        .accounts()
        .forEach((name, account) ->
            accounts.put(name, new SwiftObjects(client.apply(account), options.createContainer())));
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(true, true, true);
  }

  @Override
  public String kind() {
    return "swift";
  }

  @Override
  public Set<String> schemes() {
    return SwiftLocation.SCHEMES;
  }

  @Override
  public boolean covers(ImageUri uri) {
    try {
      SwiftLocation location = SwiftLocation.of(uri, references);
      return location.reference().equals(references.own())
          && options.isOurs(location.target().container());
    } catch (ImageStoreException.Malformed e) {
      return false;
    }
  }

  private SwiftObjects objects(String reference) {
    SwiftObjects objects = accounts.get(reference);
    if (objects == null) {
      throw new IllegalStateException("an account without a client: " + reference);
    }
    return objects;
  }

  @Override
  public ImageWriter newWriter(ImageWriter.Announced image)
      throws ImageStoreException, InterruptedException {
    Target target = new Target(options.containerOf(image.imageId()), image.imageId());
    SwiftLocation location = new SwiftLocation(references.own(), target);
    SwiftObjects objects = objects(references.own());
    objects.requireAbsent(target);
    return new SwiftImageWriter(objects, location.uri(), target, image, options);
  }

  @Override
  public OptionalLong length(ImageUri uri) throws ImageStoreException, InterruptedException {
    SwiftLocation location = SwiftLocation.of(uri, references);
    return objects(location.reference()).length(location.target());
  }

  @Override
  public ImageReader open(ImageUri uri, long offset, long lengthBytes)
      throws ImageStoreException, InterruptedException {
    SwiftLocation location = SwiftLocation.of(uri, references);
    return SwiftImageReader.open(
        objects(location.reference()),
        location.target(),
        offset,
        lengthBytes,
        options.stretchBytes());
  }

  @Override
  public void delete(ImageUri uri) throws ImageStoreException, InterruptedException {
    SwiftLocation location = SwiftLocation.of(uri, references);
    objects(location.reference()).remove(location.target());
  }

  /// Logs in and looks for the container of new images.
  @Override
  public Health health() {
    return Health.of(() -> {
      SwiftObjects objects = objects(references.own());
      Target container = Target.of(options.container());
      int status = objects.statusOf(container);
      boolean mayBeMissing = options.createContainer() || options.containersSeed() > 0;
      return status / 100 == 2 || (status == 404 && mayBeMissing)
          ? new Health.Up()
          : new Health.Down(
              status == 404
                  ? SwiftObjects.noContainer(container.container())
                  : "looking for " + container + ": " + status);
    });
  }

  @Override
  public void close() {
    accounts.values().forEach(SwiftObjects::close);
  }
}

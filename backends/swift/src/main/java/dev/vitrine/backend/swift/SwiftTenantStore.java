package dev.vitrine.backend.swift;

import dev.vitrine.backend.Actor;
import dev.vitrine.backend.Health;
import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.backend.Readers;
import dev.vitrine.backend.swift.SwiftClient.Target;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whole images in the accounts of the projects that they are of, as a multi-tenant Glance lays
/// them out: each in a container of its own, which goes with it, in the form of a
/// [SwiftImageStore]'s. Thread-safe.
///
/// An image is written into the account of whoever uploads it, and read by the right of whoever
/// reads it. Where Swift refuses that to a caller who deletes or shares an image, the service's own
/// account does it: that the image's record may be changed so has been decided before.
public final class SwiftTenantStore implements ImageStore {
  private static final Logger LOG = LoggerFactory.getLogger(SwiftTenantStore.class);

  /// Swift's lists have commas and colons, and words that begin with a dot.
  private static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  private final SwiftTenants tenants;
  private final SwiftStoreOptions options;
  private final String mayWrite;
  private final Actor actor;

  /// Takes the tenants over, and asks nobody yet.
  ///
  /// @param writers projects that may write into every image's container; throws
  ///   [IllegalArgumentException] for what is no name of one
  public SwiftTenantStore(SwiftTenants tenants, SwiftStoreOptions options, List<String> writers) {
    this(tenants, options, listOf(writers), new Actor.Service());
    writers.stream()
        .filter(writer -> !isProject(writer))
        .findFirst()
        .ifPresent(writer -> {
          throw new IllegalArgumentException("no project: '" + writer + "'");
        });
  }

  private SwiftTenantStore(
      SwiftTenants tenants, SwiftStoreOptions options, String mayWrite, Actor actor) {
    this.tenants = tenants;
    this.options = options;
    this.mayWrite = mayWrite;
    this.actor = actor;
  }

  private static String listOf(List<String> projects) {
    return projects.stream().map(project -> project + ":*").collect(Collectors.joining(","));
  }

  @Override
  public ImageStore actingFor(Actor another) {
    return new SwiftTenantStore(tenants, options, mayWrite, another);
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(true, true, true, true);
  }

  @Override
  public String kind() {
    return "swift";
  }

  @Override
  public Set<String> schemes() {
    return SwiftTenantLocation.SCHEMES;
  }

  @Override
  public boolean covers(ImageUri uri) {
    try {
      var _ = located(uri);
      return true;
    } catch (ImageStoreException.Malformed e) {
      return false;
    }
  }

  private SwiftTenantLocation located(ImageUri uri) throws ImageStoreException.Malformed {
    return SwiftTenantLocation.of(uri, options.container());
  }

  @Override
  public ImageWriter newWriter(ImageWriter.Announced image)
      throws ImageStoreException, InterruptedException {
    SwiftTenantLocation location =
        SwiftTenantLocation.of(
            tenants.accountOf(actor, image.owner()), options.container(), image.imageId());
    SwiftObjects objects = tenants.in(location.account(), actor);
    objects.requireAbsent(location.target());
    return new SwiftImageWriter(objects, location.uri(), location.target(), image, options);
  }

  @Override
  public OptionalLong length(ImageUri uri) throws ImageStoreException, InterruptedException {
    SwiftTenantLocation location = located(uri);
    return tenants.in(location.account(), actor).length(location.target());
  }

  @Override
  public ImageReader open(ImageUri uri, long offset, long lengthBytes)
      throws ImageStoreException, InterruptedException {
    SwiftTenantLocation location = located(uri);
    return SwiftImageReader.open(
        tenants.in(location.account(), actor),
        location.target(),
        offset,
        lengthBytes,
        options.stretchBytes());
  }

  @Override
  public void delete(ImageUri uri) throws ImageStoreException, InterruptedException {
    SwiftTenantLocation location = located(uri);
    asOwner(location, objects -> objects.removeWithContainer(location.target()));
  }

  @Override
  public void share(ImageUri uri, Readers readers)
      throws ImageStoreException, InterruptedException {
    SwiftTenantLocation location = located(uri);
    Target container = Target.of(location.target().container());
    String mayRead =
        switch (readers) {
          case Readers.Everybody() -> "*:*";
          case Readers.Projects(List<String> ids) ->
              listOf(
                  ids.stream()
                      .filter(id -> !location.isAccountOf(id))
                      .filter(SwiftTenantStore::canRead)
                      .toList());
        };
    asOwner(location, objects -> objects.setAccess(container, mayRead, mayWrite));
  }

  /// Nobody's token is good for a project of another name.
  private static boolean canRead(String member) {
    boolean can = isProject(member);
    if (!can) {
      LOG.warn("An image is not shared with a member whose name no project can have");
    }
    return can;
  }

  /// Whether a project can have that id: an owner's and a member's is whatever somebody wrote.
  static boolean isProject(String id) {
    return PROJECT.matcher(id).matches();
  }

  @FunctionalInterface
  private interface Work {
    void on(SwiftObjects objects) throws ImageStoreException, InterruptedException;
  }

  private void asOwner(SwiftTenantLocation location, Work work)
      throws ImageStoreException, InterruptedException {
    try {
      work.on(tenants.in(location.account(), actor));
    } catch (ImageStoreException.Denied e) {
      if (actor instanceof Actor.Service || !tenants.hasService()) {
        throw e;
      }
      work.on(tenants.in(location.account(), new Actor.Service()));
    }
  }

  @Override
  public Health health() {
    return tenants.health(options.container());
  }

  /// To be called on the store that was constructed, not on one that acts for somebody.
  @Override
  public void close() {
    tenants.close();
  }
}

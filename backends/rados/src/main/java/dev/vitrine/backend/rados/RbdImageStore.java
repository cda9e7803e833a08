package dev.vitrine.backend.rados;

import dev.vitrine.backend.Blocks;
import dev.vitrine.backend.Health;
import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.backend.rados.cluster.Librados;
import dev.vitrine.backend.rados.cluster.RadosClient;
import dev.vitrine.backend.rados.cluster.RadosFailure;
import dev.vitrine.backend.rados.cluster.RadosFailure.Kind;
import dev.vitrine.backend.rados.cluster.RadosPool;
import dev.vitrine.backend.rados.cluster.RbdImage;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whole images as RBD images of one pool, each with a protected snapshot `snap`, under the URI
/// `rbd://<cluster>/<pool>/<image id>/snap`, as Nova and Cinder clone them.
///
/// An image without that snapshot is none yet: it is being written, or was left by somebody who
/// died doing it. URIs of other clusters and pools are refused, so nothing in a record can make the
/// service hand out or remove a volume of somebody's.
///
/// **Deleting** an image whose snapshot has clones of Ceph's first form fails with
/// [ImageStoreException.InUse], and so does one that somebody has open to change it. Clones of the
/// second form go on without their parent's name: the image goes to the cluster's trash.
public final class RbdImageStore implements ImageStore {
  private static final Logger LOG = LoggerFactory.getLogger(RbdImageStore.class);

  static final String SNAPSHOT = "snap";

  /// As long the cluster believes in a writer that died (`osd_client_watch_timeout`).
  private static final Duration WATCH = Duration.ofSeconds(30);

  private final PoolConnection connection;
  private final RbdStoreOptions options;
  private final Blocks blocks = Blocks.direct();
  private final ReadAhead readAhead = new ReadAhead();

  /// The writers that are not ended, by image.
  private final ConcurrentMap<String, RbdImageWriter> writers = new ConcurrentHashMap<>();

  public RbdImageStore(RbdStoreOptions options) {
    this(options, new Librados());
  }

  /// A store in a cluster that is found in another way.
  RbdImageStore(RbdStoreOptions options, RadosClient client) {
    this.options = options;
    this.connection = new PoolConnection(client, options.cluster(), options.pool(), "");
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(true, true, true);
  }

  @Override
  public String kind() {
    return RbdUri.SCHEME;
  }

  @Override
  public Set<String> schemes() {
    return Set.of(RbdUri.SCHEME);
  }

  /// The cluster's name for itself, if it was reached or its configuration says it.
  private Optional<String> fsid() {
    return Optional.ofNullable(connection.known())
        .map(known -> known.cluster().fsid())
        .or(options.cluster()::configuredFsid);
  }

  /// As long as the cluster's name is not known, the pool decides.
  @Override
  public boolean covers(ImageUri uri) {
    try {
      return RbdUri.parse(uri).place().map(this::isHere).orElse(true);
    } catch (ImageStoreException e) {
      return false;
    }
  }

  private boolean isHere(RbdUri.Place place) {
    return place.pool().equals(options.pool())
        && fsid().map(fsid -> fsid.equals(place.fsid())).orElse(true);
  }

  /// What is asked of a pool.
  @FunctionalInterface
  private interface PoolCall<T> {
    T run(PoolConnection.Connected connected)
        throws RadosFailure, ImageStoreException, InterruptedException;
  }

  private <T> T inPool(PoolCall<T> call) throws ImageStoreException, InterruptedException {
    try {
      return call.run(connection.get());
    } catch (RadosFailure e) {
      throw RbdFailures.translate(connection.noticed(e));
    }
  }

  /// The image that a URI of this store names.
  private RbdUri mine(ImageUri uri, PoolConnection.Connected connected) throws ImageStoreException {
    RbdUri parsed = RbdUri.parse(uri);
    RbdUri.Place here = new RbdUri.Place(connected.cluster().fsid(), options.pool());
    if (!parsed.place().orElse(here).equals(here)) {
      throw new ImageStoreException.Malformed(uri + " is not in this store's pool");
    }
    return parsed;
  }

  @Override
  public ImageWriter newWriter(ImageWriter.Announced image)
      throws ImageStoreException, InterruptedException {
    return inPool(connected -> {
      String name = image.imageId();
      requireAbsent(connected.pool(), name);
      RbdUri uri =
          RbdUri.of(new RbdUri.Place(connected.cluster().fsid(), options.pool()), name, SNAPSHOT);
      RbdImageWriter writer =
          new RbdImageWriter(
              connected.pool(),
              uri.uri(),
              image,
              options,
              blocks,
              connection::noticed,
              connection::retire,
              ended -> writers.remove(name, ended));
      writers.put(name, writer);
      return writer;
    });
  }

  private static void requireAbsent(RadosPool pool, String name)
      throws RadosFailure, ImageStoreException, InterruptedException {
    try {
      pool.openImage(name, "").close();
    } catch (RadosFailure e) {
      if (e.kind() == Kind.NOT_FOUND) {
        return;
      }
      throw e;
    }
    throw new ImageStoreException.Exists("image " + name + " is there already");
  }

  @Override
  public OptionalLong length(ImageUri uri) throws ImageStoreException, InterruptedException {
    RbdUri.parse(uri); // what is none needs no cluster
    return inPool(connected -> {
      RbdUri place = mine(uri, connected);
      try (RbdImage image = connected.pool().openImage(place.image(), place.snapshot())) {
        return OptionalLong.of(image.shape().lengthBytes());
      }
    });
  }

  @Override
  public ImageReader open(ImageUri uri, long offset, long lengthBytes)
      throws ImageStoreException, InterruptedException {
    RbdUri.parse(uri);
    return inPool(connected -> {
      RbdUri place = mine(uri, connected);
      RbdImage image = connected.pool().openImage(place.image(), place.snapshot());
      try {
        RbdImage.Shape shape = image.shape();
        if (shape.lengthBytes() < offset + lengthBytes) {
          throw new ImageStoreException.Damaged(
              "%s has %d bytes, and %d from byte %d are wanted"
                  .formatted(uri, shape.lengthBytes(), lengthBytes, offset));
        }
        return new RbdImageReader(
            connected.pool(),
            place,
            image,
            shape.objectBytes(),
            offset,
            lengthBytes,
            blocks,
            readAhead);
      } catch (RadosFailure | ImageStoreException | InterruptedException | RuntimeException e) {
        image.close();
        throw e;
      }
    });
  }

  @Override
  public void delete(ImageUri uri) throws ImageStoreException, InterruptedException {
    RbdUri.parse(uri);
    inPool(connected -> {
      RbdUri place = mine(uri, connected);
      RbdImageWriter abandoned = writers.remove(place.image());
      if (abandoned != null) {
        abandoned.abandon();
      }
      boolean whole = releaseSnapshot(connected.pool(), place);
      try {
        connected.pool().removeImage(place.image());
      } catch (RadosFailure e) {
        switch (e.kind()) {
          case NOT_EMPTY -> {
            connected.pool().trashImage(place.image());
            LOG.info("image {} has clones or snapshots: it is in the trash now", place.image());
          }
          case BUSY -> {
            // A writer that died is believed in for a while. A living user was looked for before.
            throw new ImageStoreException.Unavailable(
                "image " + place.image() + (whole ? " is in use" : " may still be being written"),
                WATCH,
                e);
          }
          case INVALID -> {
            // What librbd says of a lock that a writer of this same client could not give back
            // while the cluster was away. Another client breaks it.
            connection.retire(connected.pool());
            throw RbdFailures.translate(e);
          }
          default -> throw e;
        }
      }
      return true;
    });
  }

  /// Takes the snapshot away, if the image has it; returns whether it had. When something depends
  /// on the image, it is as before.
  private static boolean releaseSnapshot(RadosPool pool, RbdUri place)
      throws RadosFailure, ImageStoreException, InterruptedException {
    if (place.snapshot().isEmpty()) {
      return true;
    }
    try {
      pool.openImage(place.image(), place.snapshot()).close();
    } catch (RadosFailure e) {
      if (e.kind() == Kind.NOT_FOUND) {
        return false; // the image, or only its snapshot
      }
      throw e;
    }
    try (RbdImage image = pool.openImage(place.image())) {
      if (image.users() > 1) {
        throw new ImageStoreException.InUse("image " + place.image() + " is open elsewhere");
      }
      try {
        image.unprotectSnapshot(place.snapshot());
      } catch (RadosFailure e) {
        switch (e.kind()) {
          case BUSY ->
              throw new ImageStoreException.InUse("image " + place.image() + " has clones");
          case INVALID -> {} // it was not protected
          default -> throw e;
        }
      }
      image.removeSnapshot(place.snapshot());
    }
    return true;
  }

  @Override
  public Health health() {
    return Health.of(() -> {
      try {
        connection.get().pool().length("vitrine-health").await();
      } catch (RadosFailure e) {
        if (e.kind() != Kind.NOT_FOUND) {
          return new Health.Down(String.valueOf(connection.noticed(e).getMessage()));
        }
      }
      return new Health.Up();
    });
  }

  @Override
  public void close() {
    writers.values().forEach(RbdImageWriter::abandon);
    connection.close();
  }

  /// In messages.
  @Override
  public String toString() {
    return "pool "
        + options.pool()
        + options.cluster().configuration().map(file -> " of " + file).orElse("");
  }
}

package dev.vitrine.backend.rados;

import dev.vitrine.backend.rados.cluster.ClusterOptions;
import dev.vitrine.backend.rados.cluster.Completion;
import dev.vitrine.backend.rados.cluster.RadosClient;
import dev.vitrine.backend.rados.cluster.RadosCluster;
import dev.vitrine.backend.rados.cluster.RadosFailure;
import dev.vitrine.backend.rados.cluster.RadosFailure.Kind;
import dev.vitrine.backend.rados.cluster.RadosPool;
import dev.vitrine.backend.rados.cluster.RbdImage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A cluster of one pool in memory, which behaves as Ceph does where it matters here: what is
/// removed reads as zeros, an image that is open cannot be removed, a protected snapshot neither.
/// Thread-safe.
final class MemoryCluster implements RadosClient {
  static final String FSID = "5ba3e41c-0f59-4a9f-8a8f-7b4a3a3bd2d5";
  static final String POOL = "images";
  static final ClusterOptions OPTIONS =
      new ClusterOptions(Optional.empty(), Optional.empty(), Optional.empty());

  final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  final Map<String, Image> images = new ConcurrentHashMap<>();
  final Map<String, Image> trash = new ConcurrentHashMap<>();

  /// From here on every call fails so; null for none.
  volatile @Nullable Kind failure;

  /// From here on nothing more than this is written.
  final AtomicLong roomBytes = new AtomicLong(Long.MAX_VALUE);

  /// How many connections were made.
  final AtomicLong connections = new AtomicLong();

  /// How many parts of listings were asked for.
  final AtomicLong listings = new AtomicLong();

  /// How many bytes of images were written.
  final AtomicLong writtenBytes = new AtomicLong();

  @Override
  public RadosCluster connect(ClusterOptions options) throws RadosFailure {
    check("connecting");
    connections.incrementAndGet();
    return new Connection();
  }

  private void check(String doing) throws RadosFailure {
    Kind planned = failure;
    if (planned != null) {
      throw new RadosFailure(planned, doing + ": " + planned);
    }
  }

  /// An image, and what its snapshots are.
  static final class Image {
    final long objectBytes;
    byte[] bytes;
    int users;

    /// The connection that may write to it. One that could not give this back while the cluster was
    /// away keeps it, and cannot break it itself.
    @Nullable Object locker;

    final Map<String, Snapshot> snapshots = new TreeMap<>();

    Image(int lengthBytes, long objectBytes) {
      this.bytes = new byte[lengthBytes];
      this.objectBytes = objectBytes;
    }
  }

  /// A snapshot of an image.
  static final class Snapshot {
    final byte[] bytes;
    boolean isProtected;

    /// Clones that need the protection, and those that do not.
    int oldClones;

    int newClones;
    boolean removed;

    Snapshot(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  private final class Connection implements RadosCluster {
    @Override
    public String fsid() {
      return FSID;
    }

    @Override
    public RadosPool pool(String name, String namespace) throws RadosFailure {
      check("opening pool " + name);
      if (!name.equals(POOL)) {
        throw new RadosFailure(Kind.UNREACHABLE, "the cluster has no pool " + name);
      }
      return new Pool(this, namespace);
    }

    @Override
    public void close() {}
  }

  private static Completion done(long value) {
    Completion completion = new Completion("", Duration.ofSeconds(5));
    completion.succeed(value);
    return completion;
  }

  private static Completion failed(Kind kind, String message) {
    Completion completion = new Completion("", Duration.ofSeconds(5));
    completion.fail(new RadosFailure(kind, message));
    return completion;
  }

  private final class Pool implements RadosPool {
    private final Object connection;
    private final String namespace;

    Pool(Object connection, String namespace) {
      this.connection = connection;
      this.namespace = namespace + "|";
    }

    @Override
    public Completion length(String object) throws RadosFailure {
      check("length");
      byte[] bytes = objects.get(namespace + object);
      return bytes == null ? failed(Kind.NOT_FOUND, object) : done(bytes.length);
    }

    @Override
    public Completion put(String object, ByteBuffer bytes) throws RadosFailure {
      check("put");
      if (bytes.remaining() > roomBytes.get()) {
        return failed(Kind.FULL, object);
      }
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      objects.put(namespace + object, copy);
      return done(0);
    }

    @Override
    public Completion read(String object, long offset, ByteBuffer into) throws RadosFailure {
      check("read");
      byte[] bytes = objects.get(namespace + object);
      return bytes == null ? failed(Kind.NOT_FOUND, object) : done(copied(bytes, offset, into));
    }

    private static int copied(byte[] bytes, long offset, ByteBuffer into) {
      int from = (int) Math.min(offset, bytes.length);
      int length = Math.min(into.remaining(), bytes.length - from);
      into.duplicate().put(bytes, from, length);
      return length;
    }

    @Override
    public Completion remove(String object) throws RadosFailure {
      check("remove");
      return objects.remove(namespace + object) == null ? failed(Kind.NOT_FOUND, object) : done(0);
    }

    @Override
    public List<String> names(int slice) throws RadosFailure {
      check("names");
      listings.incrementAndGet();
      return objects.keySet().stream()
          .filter(name -> name.startsWith(namespace))
          .map(name -> name.substring(namespace.length()))
          .filter(name -> Math.floorMod(name.hashCode() * 31, SLICES) == slice)
          .toList();
    }

    private Image image(String name) throws RadosFailure {
      Image image = images.get(name);
      if (image == null) {
        throw new RadosFailure(Kind.NOT_FOUND, "no image " + name);
      }
      return image;
    }

    @Override
    public void createImage(String name, long lengthBytes, long objectBytes) throws RadosFailure {
      check("create");
      if (images.putIfAbsent(name, new Image((int) lengthBytes, objectBytes)) != null) {
        throw new RadosFailure(Kind.EXISTS, "image " + name);
      }
    }

    @Override
    public RbdImage openImage(String name) throws RadosFailure {
      check("open");
      Image image = image(name);
      synchronized (image) {
        image.users++;
        image.locker = connection;
      }
      return new OpenImage(image, null);
    }

    @Override
    public RbdImage openImage(String name, String snapshot) throws RadosFailure {
      check("open");
      Image image = image(name);
      synchronized (image) {
        Snapshot seen =
            snapshot.isEmpty() ? new Snapshot(image.bytes) : image.snapshots.get(snapshot);
        if (seen == null) {
          throw new RadosFailure(Kind.NOT_FOUND, "no snapshot " + snapshot);
        }
        return new OpenImage(image, seen);
      }
    }

    @Override
    public void removeImage(String name) throws RadosFailure {
      check("removeImage");
      Image image = image(name);
      synchronized (image) {
        if (image.users > 0) {
          throw new RadosFailure(Kind.BUSY, "image " + name);
        }
        if (connection.equals(image.locker)) {
          throw new RadosFailure(Kind.INVALID, "image " + name + " is locked by this client");
        }
        if (!image.snapshots.isEmpty()) {
          throw new RadosFailure(Kind.NOT_EMPTY, "image " + name);
        }
        images.remove(name);
      }
    }

    @Override
    public void trashImage(String name) throws RadosFailure {
      check("trash");
      trash.put(name, image(name));
      images.remove(name);
    }

    @Override
    public void close() {}
  }

  private final class OpenImage implements RbdImage {
    private final Image image;
    private final @Nullable Snapshot read;
    private boolean closed;

    /// @param read the snapshot that is read; null for an image that is open to be changed
    OpenImage(Image image, @Nullable Snapshot read) {
      this.image = image;
      this.read = read;
    }

    private byte[] bytes() {
      return read == null ? image.bytes : read.bytes;
    }

    @Override
    public Shape shape() throws RadosFailure {
      check("shape");
      synchronized (image) {
        return new Shape(bytes().length, image.objectBytes);
      }
    }

    @Override
    public void resize(long lengthBytes) throws RadosFailure {
      check("resize");
      synchronized (image) {
        image.bytes = Arrays.copyOf(image.bytes, (int) lengthBytes);
      }
    }

    @Override
    public Completion write(long offset, ByteBuffer bytes) throws RadosFailure {
      check("write");
      synchronized (image) {
        if (bytes.remaining() > roomBytes.get()) {
          return failed(Kind.FULL, "the pool's quota is full");
        }
        roomBytes.addAndGet(-bytes.remaining());
        writtenBytes.addAndGet(bytes.remaining());
        bytes.duplicate().get(image.bytes, (int) offset, bytes.remaining());
        return done(0);
      }
    }

    @Override
    public Completion read(long offset, ByteBuffer into) throws RadosFailure {
      check("read");
      synchronized (image) {
        byte[] bytes = read != null && read.removed ? new byte[read.bytes.length] : bytes();
        return done(Pool.copied(bytes, offset, into));
      }
    }

    @Override
    public int users() {
      synchronized (image) {
        return image.users;
      }
    }

    private Snapshot snapshot(String name) throws RadosFailure {
      Snapshot snapshot = image.snapshots.get(name);
      if (snapshot == null) {
        throw new RadosFailure(Kind.NOT_FOUND, "no snapshot " + name);
      }
      return snapshot;
    }

    @Override
    public void createSnapshot(String name) throws RadosFailure {
      check("createSnapshot");
      synchronized (image) {
        image.snapshots.put(name, new Snapshot(image.bytes.clone()));
      }
    }

    @Override
    public void protectSnapshot(String name) throws RadosFailure {
      check("protectSnapshot");
      synchronized (image) {
        snapshot(name).isProtected = true;
      }
    }

    @Override
    public void unprotectSnapshot(String name) throws RadosFailure {
      check("unprotectSnapshot");
      synchronized (image) {
        Snapshot snapshot = snapshot(name);
        if (!snapshot.isProtected) {
          throw new RadosFailure(Kind.INVALID, "not protected");
        }
        if (snapshot.oldClones > 0) {
          throw new RadosFailure(Kind.BUSY, "has clones");
        }
        snapshot.isProtected = false;
      }
    }

    @Override
    public void removeSnapshot(String name) throws RadosFailure {
      check("removeSnapshot");
      synchronized (image) {
        Snapshot snapshot = snapshot(name);
        if (snapshot.isProtected) {
          throw new RadosFailure(Kind.BUSY, "protected");
        }
        image.snapshots.remove(name);
        if (snapshot.newClones > 0) {
          image.snapshots.put("trash of " + name, snapshot);
        } else {
          snapshot.removed = true;
        }
      }
    }

    @Override
    public void closeLater() {
      close();
    }

    @Override
    public void close() {
      synchronized (image) {
        if (!closed && read == null) {
          image.users--;
          if (failure == null) {
            image.locker = null;
          }
        }
        closed = true;
      }
    }
  }
}

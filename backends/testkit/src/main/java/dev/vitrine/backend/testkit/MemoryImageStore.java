package dev.vitrine.backend.testkit;

import dev.vitrine.backend.Health;
import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.blobstore.Content;
import dev.vitrine.blobstore.Slice;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// An image store in memory, for tests, with faults on demand: it may fail each call, or a reader
/// or a writer at a byte. URIs are `memory://<place>/<image id>`, or of another scheme.
/// Thread-safe.
public final class MemoryImageStore implements ImageStore {
  private static final int RUN_BYTES = 10_000;

  private final String scheme;
  private final String place;
  private final Map<ImageUri, byte[]> images = new ConcurrentHashMap<>();
  private final Set<ImageUri> inUse = ConcurrentHashMap.newKeySet();
  private volatile @Nullable ImageStoreException down;
  private volatile long failAtByte = Long.MAX_VALUE;
  private volatile UnaryOperator<byte[]> damage = UnaryOperator.identity();
  private volatile Runnable committed = () -> {};

  /// @param place tells the stores of one test apart
  public MemoryImageStore(String place) {
    this("memory", place);
  }

  /// @param scheme of its URIs
  public MemoryImageStore(String scheme, String place) {
    this.scheme = scheme;
    this.place = place;
  }

  /// The URI of an image in this store.
  public ImageUri uriOf(String imageId) {
    return new ImageUri(scheme + "://" + place + "/" + imageId);
  }

  /// From here on every call fails with this; null for none. What a writer that is cancelled
  /// meanwhile has written stays.
  public void failWith(@Nullable ImageStoreException failure) {
    down = failure;
  }

  /// From here on reading and writing fail when they come to this byte.
  public void failAtByte(long offset) {
    failAtByte = offset;
  }

  /// From here on readers get the image as this makes it.
  public void damage(UnaryOperator<byte[]> change) {
    damage = change;
  }

  /// Says that something depends on the image, or does not any more.
  public void inUse(ImageUri uri, boolean value) {
    if (value) {
      inUse.add(uri);
    } else {
      inUse.remove(uri);
    }
  }

  /// From here on this runs when an image is there and its writer has not said so yet.
  public void onCommitted(Runnable what) {
    committed = what;
  }

  /// How many images there are.
  public int size() {
    return images.size();
  }

  /// Puts an image there without being asked.
  public ImageUri adopt(String imageId, byte[] bytes) {
    ImageUri uri = uriOf(imageId);
    images.put(uri, bytes.clone());
    return uri;
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(true, true, true);
  }

  @Override
  public String kind() {
    return "memory";
  }

  @Override
  public Set<String> schemes() {
    return Set.of(scheme);
  }

  @Override
  public boolean covers(ImageUri uri) {
    return uri.text().startsWith(scheme + "://" + place + "/");
  }

  @Override
  public ImageWriter newWriter(ImageWriter.Announced image) throws ImageStoreException {
    check();
    if (images.containsKey(uriOf(image.imageId()))) {
      throw new ImageStoreException.Exists(uriOf(image.imageId()) + " is there already");
    }
    return new Writer(image);
  }

  @Override
  public OptionalLong length(ImageUri uri) throws ImageStoreException {
    return OptionalLong.of(find(uri).length);
  }

  @Override
  public ImageReader open(ImageUri uri, long offset, long lengthBytes) throws ImageStoreException {
    byte[] bytes = damage.apply(find(uri));
    if (offset + lengthBytes > bytes.length) {
      throw new ImageStoreException.Damaged(uri + " has only " + bytes.length + " bytes");
    }
    return new Reader(bytes, Math.toIntExact(offset), Math.toIntExact(offset + lengthBytes));
  }

  @Override
  public void delete(ImageUri uri) throws ImageStoreException {
    find(uri);
    if (inUse.contains(uri)) {
      throw new ImageStoreException.InUse(uri + " has a clone");
    }
    images.remove(uri);
  }

  @Override
  public Health health() {
    ImageStoreException failure = down;
    return failure == null
        ? new Health.Up()
        : new Health.Down(String.valueOf(failure.getMessage()));
  }

  @Override
  public void close() {}

  private void check() throws ImageStoreException {
    ImageStoreException failure = down;
    if (failure != null) {
      throw failure;
    }
  }

  private void check(long at) throws ImageStoreException {
    check();
    if (at > failAtByte) {
      throw new ImageStoreException.Unavailable("fails at byte " + failAtByte, Duration.ZERO, null);
    }
  }

  private byte[] find(ImageUri uri) throws ImageStoreException {
    check();
    if (!uri.scheme().equals(scheme)) {
      throw new ImageStoreException.Malformed("not in memory: " + uri);
    }
    byte[] bytes = images.get(uri);
    if (bytes == null) {
      throw new ImageStoreException.NotFound(uri + " is not there");
    }
    return bytes;
  }

  private final class Reader implements ImageReader {
    private final byte[] bytes;
    private final int end;
    private int at;

    Reader(byte[] bytes, int from, int end) {
      this.bytes = bytes;
      this.at = from;
      this.end = end;
    }

    @Override
    public @Nullable Content next() throws ImageStoreException {
      if (at == end) {
        return null;
      }
      int length = Math.min(RUN_BYTES, end - at);
      check(at + (long) length);
      ByteBuffer run = ByteBuffer.wrap(bytes, at, length).slice().asReadOnlyBuffer();
      at += length;
      return new Content.Buffer(run, () -> {});
    }

    @Override
    public void close() {}
  }

  private final class Writer implements ImageWriter {
    private final Announced image;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean ended;

    Writer(Announced image) {
      this.image = image;
    }

    @Override
    public ImageUri uri() {
      return uriOf(image.imageId());
    }

    @Override
    public void write(Slice slice) throws ImageStoreException {
      try {
        check(bytes.size() + (long) slice.lengthBytes());
        byte[] part = new byte[slice.lengthBytes()];
        slice.bytes().get(part);
        bytes.writeBytes(part);
      } finally {
        slice.release();
      }
    }

    @Override
    public Written commit() throws ImageStoreException {
      check();
      OptionalLong announced = image.lengthBytes();
      if (announced.isPresent() && announced.getAsLong() != bytes.size()) {
        throw new ImageStoreException.Damaged("not as long as announced");
      }
      ImageUri uri = uriOf(image.imageId());
      if (images.putIfAbsent(uri, bytes.toByteArray()) != null) {
        throw new ImageStoreException.Exists(uri + " is there already");
      }
      ended = true;
      committed.run();
      return new Written(uri, bytes.size(), Map.of());
    }

    @Override
    public void cancel() {
      if (!ended && down != null && bytes.size() > 0) {
        images.putIfAbsent(uriOf(image.imageId()), bytes.toByteArray());
      }
      ended = true;
      bytes.reset();
    }
  }
}

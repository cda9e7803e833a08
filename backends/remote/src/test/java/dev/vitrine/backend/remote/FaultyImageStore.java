package dev.vitrine.backend.remote;

import dev.vitrine.backend.Health;
import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.blobstore.Content;
import dev.vitrine.blobstore.Slice;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A store whose calls fail or hang as a test says, and are counted. Thread-safe.
final class FaultyImageStore extends ForwardingImageStore {

  enum Call {
    BEGIN,
    WRITE,
    COMMIT,
    LENGTH,
    OPEN,
    READ,
    DELETE
  }

  /// What happens to a call.
  interface Fault {
    /// @param ordinal of the call among those of its kind, from 0
    void before(Call call, int ordinal) throws ImageStoreException, InterruptedException;

    default void after(Call call, int ordinal) throws ImageStoreException, InterruptedException {}
  }

  private final Map<Call, AtomicInteger> counts = new EnumMap<>(Call.class);
  private volatile Fault fault = (_, _) -> {};

  FaultyImageStore(ImageStore store) {
    super(store);
    for (Call call : Call.values()) {
      counts.put(call, new AtomicInteger());
    }
  }

  static ImageStoreException.Unavailable unavailable() {
    return new ImageStoreException.Unavailable("503", Duration.ZERO, null);
  }

  /// From here on; calls are counted anew.
  void behave(Fault behaviour) {
    counts.values().forEach(count -> count.set(0));
    fault = behaviour;
  }

  int count(Call call) {
    return counter(call).get();
  }

  private AtomicInteger counter(Call call) {
    AtomicInteger counter = counts.get(call);
    if (counter == null) {
      throw new IllegalArgumentException(call.name());
    }
    return counter;
  }

  @FunctionalInterface
  private interface Answer<T> {
    T get() throws ImageStoreException, InterruptedException;
  }

  private <T> T call(Call call, Answer<T> answer) throws ImageStoreException, InterruptedException {
    int ordinal = counter(call).getAndIncrement();
    fault.before(call, ordinal);
    T value = answer.get();
    fault.after(call, ordinal);
    return value;
  }

  @Override
  public ImageWriter newWriter(ImageWriter.Announced image)
      throws ImageStoreException, InterruptedException {
    ImageWriter writer = call(Call.BEGIN, () -> store.newWriter(image));
    return new ImageWriter() {
      @Override
      public ImageUri uri() {
        return writer.uri();
      }

      @Override
      public void write(Slice slice) throws ImageStoreException, InterruptedException {
        slice.retain();
        try {
          call(
              Call.WRITE,
              () -> {
                writer.write(slice.retain());
                return true;
              });
        } finally {
          slice.release();
          slice.release();
        }
      }

      @Override
      public Written commit() throws ImageStoreException, InterruptedException {
        return call(Call.COMMIT, writer::commit);
      }

      @Override
      public void cancel() {
        writer.cancel();
      }
    };
  }

  @Override
  public OptionalLong length(ImageUri uri) throws ImageStoreException, InterruptedException {
    return call(Call.LENGTH, () -> store.length(uri));
  }

  @Override
  public ImageReader open(ImageUri uri, long offset, long lengthBytes)
      throws ImageStoreException, InterruptedException {
    ImageReader reader = call(Call.OPEN, () -> store.open(uri, offset, lengthBytes));
    return new ImageReader() {
      @Override
      public @Nullable Content next() throws ImageStoreException {
        try {
          return call(Call.READ, () -> Optional.ofNullable(reader.next())).orElse(null);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new ImageStoreException.Unavailable("interrupted", Duration.ZERO, e);
        }
      }

      @Override
      public void close() {
        reader.close();
      }
    };
  }

  @Override
  public void delete(ImageUri uri) throws ImageStoreException, InterruptedException {
    call(
        Call.DELETE,
        () -> {
          store.delete(uri);
          return true;
        });
  }

  @Override
  public Health health() {
    return store.health();
  }
}

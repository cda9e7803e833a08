package dev.vitrine.backend.remote;

import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.blobstore.Content;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One image on its way out, by one reader of the store after the other.
///
/// An attempt takes the reader out of [#idle] and has it for itself; it puts nothing back when it
/// fails. So an attempt that was given up never meets the one that came after it.
final class GuardedReader implements ImageReader {

  /// Readers that may be opened again for every [#STRETCH_BYTES].
  private static final int REOPENINGS = 8;

  /// A store that cuts every connection after this much is slow, not broken.
  private static final long STRETCH_BYTES = 64L << 20;

  private final ImageStore store;
  private final GuardedCalls calls;
  private final ImageUri uri;
  private final long end;
  private final AtomicReference<@Nullable ImageReader> idle;
  private final AtomicInteger reopened = new AtomicInteger();
  private long at;
  private long stretchEnd;

  GuardedReader(
      ImageReader first,
      ImageStore store,
      GuardedCalls calls,
      ImageUri uri,
      long offset,
      long lengthBytes) {
    this.idle = new AtomicReference<>(first);
    this.store = store;
    this.calls = calls;
    this.uri = uri;
    this.at = offset;
    this.end = offset + lengthBytes;
    this.stretchEnd = offset + STRETCH_BYTES;
  }

  /// What an attempt ends with: the bytes, and the reader that goes on behind them.
  private record Run(@Nullable Content content, ImageReader reader) {
    void close() {
      if (content != null) {
        content.close();
      }
      reader.close();
    }
  }

  @Override
  public @Nullable Content next() throws ImageStoreException {
    if (at == end) {
      return null;
    }
    Run run;
    try {
      run =
          reopened.get() < REOPENINGS
              ? calls.repeated("read", this::read, Run::close)
              : calls.once("read", calls.timeLimit(), this::read, Run::close);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImageStoreException.Unavailable("interrupted", Duration.ZERO, e);
    }
    idle.set(run.reader());
    Content content = run.content();
    if (content == null) {
      throw new ImageStoreException.Damaged(uri + " ended before byte " + end);
    }
    at += content.lengthBytes();
    if (at > stretchEnd) {
      stretchEnd = at + STRETCH_BYTES;
      reopened.set(0);
    }
    return content;
  }

  private Run read() throws ImageStoreException, InterruptedException {
    ImageReader reader = idle.getAndSet(null);
    if (reader == null) {
      reopened.incrementAndGet();
      reader = store.open(uri, at, end - at);
    }
    boolean done = false;
    try {
      Run run = new Run(reader.next(), reader);
      done = true;
      return run;
    } finally {
      if (!done) {
        reader.close();
      }
    }
  }

  @Override
  public void close() {
    ImageReader reader = idle.getAndSet(null);
    if (reader != null) {
      reader.close();
    }
  }
}

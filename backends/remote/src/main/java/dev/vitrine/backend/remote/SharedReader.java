package dev.vitrine.backend.remote;

import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.blobstore.Content;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One reader of an image: in a flight with others, in the next one when it was left behind, alone
/// when there is no place.
final class SharedReader implements ImageReader {
  private final SharedReads reads;
  private final ImageStore store;
  private final ImageUri uri;
  private final long end;
  private long at;
  private @Nullable Flight flight;
  private @Nullable ImageReader alone;
  private @Nullable Content ahead;

  private SharedReader(SharedReads reads, ImageStore store, ImageUri uri, long at, long end) {
    this.reads = reads;
    this.store = store;
    this.uri = uri;
    this.at = at;
    this.end = end;
  }

  /// Has the first bytes already, so that what is not there is noticed now.
  static SharedReader open(
      SharedReads reads, ImageStore store, ImageUri uri, long offset, long lengthBytes)
      throws ImageStoreException, InterruptedException {
    SharedReader reader = new SharedReader(reads, store, uri, offset, offset + lengthBytes);
    try {
      reader.ahead = reader.read();
      return reader;
    } finally {
      if (reader.ahead == null) {
        reader.close();
      }
    }
  }

  @Override
  public @Nullable Content next() throws ImageStoreException {
    Content first = ahead;
    if (first != null) {
      ahead = null;
      return first;
    }
    try {
      return read();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImageStoreException.Unavailable("interrupted", Duration.ZERO, e);
    }
  }

  private @Nullable Content read() throws ImageStoreException, InterruptedException {
    while (at < end) {
      Content content = alone != null ? alone.next() : shared();
      if (content != null) {
        at += content.lengthBytes();
        return content;
      }
      if (alone != null) {
        throw new ImageStoreException.Damaged(uri + " ends at byte " + at);
      }
    }
    return null;
  }

  /// Null when another flight has to be found, or none was.
  private @Nullable Content shared() throws ImageStoreException, InterruptedException {
    Flight current = flight;
    if (current == null) {
      current = reads.join(this, store, uri, at, end);
      if (current == null) {
        ImageReader own = store.open(uri, at, end - at);
        alone = own;
        return own.next();
      }
      flight = current;
    }
    Content content = current.next(this, at, end);
    if (content == null) {
      leave();
    }
    return content;
  }

  private void leave() {
    Flight current = flight;
    flight = null;
    if (current != null) {
      reads.leave(this, store, uri, current);
    }
  }

  @Override
  public void close() {
    Content first = ahead;
    ahead = null;
    if (first != null) {
      first.close();
    }
    leave();
    ImageReader own = alone;
    alone = null;
    if (own != null) {
      own.close();
    }
  }
}

package dev.vitrine.backend.s3;

import dev.vitrine.backend.objects.ObjectContainer;
import dev.vitrine.backend.s3.S3Failure.Meaning;
import dev.vitrine.blobstore.BlobException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A bucket with chunks. Thread-safe. See [ObjectContainer] for what it promises.
///
/// A bucket that is missing and may be made counts as an empty one.
public final class S3Container implements ObjectContainer {
  private final S3Bucket bucket;

  private S3Container(S3Bucket bucket) {
    this.bucket = bucket;
  }

  /// Asks the service nothing yet.
  public static S3Container open(S3Options options) {
    return new S3Container(new S3Bucket(options));
  }

  private boolean isToBeMade(S3Failure failure) {
    return failure.meaning() == Meaning.NO_BUCKET && bucket.options().createBucket();
  }

  @Override
  public OptionalLong length(String key) throws BlobException {
    try {
      return bucket.length(key);
    } catch (S3Failure e) {
      throw e.ofChunks();
    }
  }

  @Override
  public void put(String key, ByteBuffer content) throws BlobException {
    try {
      bucket.put(key, content);
    } catch (S3Failure e) {
      throw e.ofChunks();
    }
  }

  @Override
  public ByteBuffer read(String key, long offset, int lengthBytes) throws BlobException {
    if (lengthBytes == 0) { // no range says that
      if (length(key).isEmpty()) {
        throw new BlobException.NotFound(key + " is not in " + bucket);
      }
      return ByteBuffer.allocate(0);
    }
    try {
      return bucket.read(key, offset, ByteBuffer.allocate(lengthBytes), null).bytes();
    } catch (S3Failure e) {
      throw e.ofChunks();
    }
  }

  @Override
  public void delete(String key) throws BlobException {
    try {
      bucket.delete(key);
    } catch (S3Failure e) {
      if (!isToBeMade(e)) {
        throw e.ofChunks();
      }
    }
  }

  @Override
  public Page list(String prefix, @Nullable String from) throws BlobException {
    try {
      S3Bucket.Listing page = bucket.list(prefix, from);
      return new Page(
          page.entries().stream().map(each -> new Entry(each.key(), each.lengthBytes())).toList(),
          page.next());
    } catch (S3Failure e) {
      if (isToBeMade(e)) {
        return new Page(List.of(), null);
      }
      throw e.ofChunks();
    }
  }

  @Override
  public String toString() {
    return bucket.toString();
  }

  @Override
  public void close() {
    bucket.close();
  }
}

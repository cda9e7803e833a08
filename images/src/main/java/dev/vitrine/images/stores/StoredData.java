package dev.vitrine.images.stores;

import dev.vitrine.backend.Actor;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.Content;
import dev.vitrine.blobstore.InvariantViolated;
import dev.vitrine.catalog.Location;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The data of an image, read from whichever of its locations delivers it: in their order, and when
/// one fails, also half-way, the next goes on at the byte where it failed. A location whose length
/// is not the image's is not used at all.
///
/// Not thread-safe. Opens nothing until [#begin] or [#next]; closed by whoever has it, from any
/// thread once nobody reads any more. What [#next] returned belongs to the caller and stays valid
/// when this is closed.
public final class StoredData implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoredData.class);

  private final String imageId;
  private final List<LocationSource> left;
  private final long lengthBytes;
  private long at;
  private long end;
  private @Nullable LocationSource source;
  private LocationSource.@Nullable Run run;

  private StoredData(String imageId, List<LocationSource> sources, long lengthBytes) {
    this.imageId = imageId;
    this.left = new ArrayList<>(sources);
    this.lengthBytes = lengthBytes;
    this.end = lengthBytes;
  }

  /// Finds the first location that answers. Throws the failure of the last one when none does.
  ///
  /// @param actor in whose name the stores are asked
  /// @param locations at least one, in the order in which they are tried
  /// @param sizeBytes the length that each of them must have; null when it is not known, so that
  ///   the first location that answers says it
  public static StoredData of(
      String imageId,
      Stores stores,
      Actor actor,
      List<Location> locations,
      @Nullable Long sizeBytes)
      throws BlobException, ImageStoreException, InterruptedException {
    InvariantViolated.unless(!locations.isEmpty(), "an image without locations has no data");
    List<LocationSource> sources =
        new ArrayList<>(
            locations.stream().map(each -> LocationSource.of(stores, actor, each)).toList());
    if (sizeBytes != null) {
      return new StoredData(imageId, sources, sizeBytes);
    }
    while (true) {
      try {
        return new StoredData(imageId, sources, sources.getFirst().lengthBytes());
      } catch (BlobException | ImageStoreException e) {
        note(imageId, sources.removeFirst(), e);
        if (sources.isEmpty()) {
          throw e;
        }
      }
    }
  }

  /// Length of the whole image in bytes.
  public long lengthBytes() {
    return lengthBytes;
  }

  /// Restricts what follows to `lengthBytes` bytes from `offset`; both must lie within the image.
  public void seek(long offset, long lengthBytes) {
    InvariantViolated.unless(
        offset >= 0 && lengthBytes >= 0 && offset + lengthBytes <= this.lengthBytes,
        "a range outside of the image");
    closeRun();
    at = offset;
    end = offset + lengthBytes;
  }

  /// Opens the first location that can be opened, so that a failure of all of them is known before
  /// the first byte was sent.
  public void begin() throws BlobException, ImageStoreException, InterruptedException {
    if (at < end && run == null) {
      openNext(null);
    }
  }

  /// The next run of bytes; null at the end. Throws when the bytes cannot be had anywhere: those
  /// that were returned so far are right.
  public @Nullable Content next() throws BlobException, ImageStoreException, InterruptedException {
    while (at < end) {
      if (run == null) {
        openNext(null);
      }
      try {
        Content content = Objects.requireNonNull(run).next();
        if (content == null) {
          throw new BlobException.Corrupt("image " + imageId + " ends at byte " + at);
        }
        at += content.lengthBytes();
        return content;
      } catch (BlobException | ImageStoreException e) {
        LocationSource failed = Objects.requireNonNull(source);
        note(imageId, failed, e);
        closeRun();
        left.remove(failed);
        openNext(e);
      }
    }
    return null;
  }

  /// @param failure why the one before cannot go on; thrown when there is no other
  private void openNext(@Nullable IOException failure)
      throws BlobException, ImageStoreException, InterruptedException {
    IOException last = failure;
    while (!left.isEmpty()) {
      LocationSource candidate = left.getFirst();
      try {
        run = candidate.open(at, end - at, lengthBytes);
        source = candidate;
        return;
      } catch (BlobException | ImageStoreException e) {
        note(imageId, candidate, e);
        left.removeFirst();
        last = e;
      }
    }
    switch (last) {
      case BlobException e -> throw e;
      case ImageStoreException e -> throw e;
      case null, default -> throw new InvariantViolated("no location is left to read");
    }
  }

  private static void note(String imageId, LocationSource source, IOException failure) {
    LOG.warn("Image {} cannot be read from {}: {}", imageId, source, failure.getMessage());
  }

  private void closeRun() {
    if (run != null) {
      run.close();
      run = null;
    }
  }

  @Override
  public void close() {
    closeRun();
  }
}

package dev.vitrine.images;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.Slice;
import dev.vitrine.blobstore.hash.Hashing;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Location;
import dev.vitrine.images.access.Proof;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.ingest.HashAlgorithm;
import dev.vitrine.images.ingest.HashLane;
import dev.vitrine.images.ingest.Lane;
import dev.vitrine.images.ingest.LaneException;
import dev.vitrine.images.ingest.Lanes;
import dev.vitrine.images.stores.Store;
import dev.vitrine.images.stores.StoreWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Carries an image's bytes from a source into a store. They are copied once at most and then
/// shared: the lanes hash the whole while the store's writer does what it does with them.
///
/// Thread-safe; each call of [#take] carries one upload and leaves nothing behind when it throws
/// but chunks that no recipe names. In a store of whole images the data has a removal recorded for
/// it from before its first byte; the caller settles it with the commit that gives the data to its
/// image.
final class Intake {
  /// Bytes that may wait for the slowest lane: a few tens of milliseconds of hashing, so that no
  /// core idles while others catch up.
  private static final long LANE_CAPACITY_BYTES = 16 << 20;

  /// How often an upload looks whether it still makes sense: rarely enough to cost nothing, often
  /// enough that an upload to a deleted image ends within a second on a fast link.
  private static final long CHECKPOINT_BYTES = 64 << 20;

  private final Hashing hashing;
  private final Removals removals;
  private final ImageServiceOptions options;

  Intake(Hashing hashing, Removals removals, ImageServiceOptions options) {
    this.hashing = hashing;
    this.removals = removals;
    this.options = options;
  }

  /// Asked before bytes are taken that it was not asked about yet, and now and then; throws to end
  /// the upload.
  @FunctionalInterface
  interface Allowance {
    /// Returns up to where the data may go now; at least to `lengthBytes`.
    long upTo(long lengthBytes) throws Refusal;
  }

  /// The source broke off; nothing is wrong here.
  static final class SourceBroken extends Exception {
    private static final long serialVersionUID = 1;
    private final transient IOException failure;

    SourceBroken(IOException failure) {
      super(failure);
      this.failure = failure;
    }

    IOException failure() {
      return failure;
    }
  }

  /// Where data goes.
  ///
  /// @param image that it becomes the data of
  /// @param proof of whoever has it carried there
  record Target(Store store, Image image, Proof proof) {}

  /// When this returns the data is durable, and the caller says when it is over ([Removals#over]),
  /// whatever becomes of it. The caller has the image for themselves. A [BlobException] or an
  /// [ImageStoreException] comes from the store alone.
  ///
  /// @param declaredBytes what the source must amount to, if anything
  /// @param checks what else is demanded; nothing is stored for good that does not pass them
  Uploads.Stored take(
      Target target,
      ByteSource source,
      OptionalLong declaredBytes,
      Allowance allowance,
      DataChecks.Running checks)
      throws Refusal,
          SourceBroken,
          BlobException,
          ImageStoreException,
          LaneException,
          InterruptedException {
    HashLane md5 = options.hashes().checksum() ? new HashLane(HashAlgorithm.MD5, hashing) : null;
    HashLane secure = new HashLane(options.hashes().secure(), hashing);
    String imageId = target.image().id();
    removals.clear(imageId, target.store(), target.proof());
    StoreWriter writer =
        StoreWriter.begin(
            target.store(),
            target.proof().actor(),
            new ImageWriter.Announced(
                imageId, declaredBytes, Optional.ofNullable(target.image().owner())));
    Location place = writer.place().orElse(null);
    if (place != null) {
      removals.intend(imageId, place);
    }
    // MD5 is the slowest hash there is today, so it goes first.
    List<Lane> all = new ArrayList<>();
    if (md5 != null) {
      all.add(md5);
    }
    all.add(secure);
    all.addAll(checks.lanes());
    Lanes lanes = new Lanes(hashing, LANE_CAPACITY_BYTES, all);
    boolean foreign = false;
    boolean committed = false;
    try {
      long lengthBytes = copy(source, declaredBytes, allowance, checks, lanes, writer);
      lanes.finish();
      OptionalLong virtualSizeBytes = checks.finish();
      Location location = writer.commit();
      committed = true;
      return new Uploads.Stored(
          location,
          lengthBytes,
          virtualSizeBytes,
          md5 == null ? null : md5.toHex(),
          secure.toHex());
    } catch (ImageStoreException.Exists e) {
      foreign = true; // what is there is not ours
      throw e;
    } finally {
      if (!committed) {
        lanes.cancel();
        writer.cancel();
        giveUp(target, place, foreign);
      }
    }
  }

  /// The writer removes what it wrote, if the store lets it: it may be away, and it may have the
  /// data all the same when it failed at the end. So what is recorded of the place is worked off
  /// even so, and mostly finds nothing any more.
  private void giveUp(Target target, @Nullable Location place, boolean foreign) {
    if (place == null) {
      return;
    }
    if (foreign) {
      removals.withdraw(target.image().id(), place);
    } else {
      removals.over(place);
      removals.workOn(target.image().id(), target.proof());
    }
  }

  /// Returns how many bytes there were.
  private long copy(
      ByteSource source,
      OptionalLong declaredBytes,
      Allowance allowance,
      DataChecks.Running checks,
      Lanes lanes,
      StoreWriter writer)
      throws Refusal,
          SourceBroken,
          BlobException,
          ImageStoreException,
          LaneException,
          InterruptedException {
    long lengthBytes = 0;
    long allowedBytes = 0;
    for (Slice slice = next(source); slice != null; slice = next(source)) {
      try {
        lengthBytes += slice.lengthBytes();
        checkLength(lengthBytes, declaredBytes);
        if (lengthBytes > allowedBytes) {
          allowedBytes = Math.min(allowance.upTo(lengthBytes), lengthBytes + CHECKPOINT_BYTES);
        }
        checks.accept(slice.bytes());
        lanes.offer(slice.retain());
        writer.write(slice.retain());
      } finally {
        slice.release();
      }
    }
    if (declaredBytes.isPresent() && lengthBytes != declaredBytes.getAsLong()) {
      throw wrongLength(declaredBytes.getAsLong());
    }
    return lengthBytes;
  }

  private static @Nullable Slice next(ByteSource source) throws SourceBroken, InterruptedException {
    try {
      return source.next();
    } catch (IOException e) {
      throw new SourceBroken(e);
    }
  }

  private void checkLength(long lengthBytes, OptionalLong declaredBytes) throws Refusal {
    if (lengthBytes > options.sizeCapBytes()) {
      throw Uploads.overCap(options.sizeCapBytes());
    }
    if (declaredBytes.isPresent() && lengthBytes > declaredBytes.getAsLong()) {
      throw wrongLength(declaredBytes.getAsLong());
    }
  }

  private static Refusal.Invalid wrongLength(long declaredBytes) {
    return new Refusal.Invalid(
        "The data does not have the declared length of " + declaredBytes + " bytes.");
  }
}

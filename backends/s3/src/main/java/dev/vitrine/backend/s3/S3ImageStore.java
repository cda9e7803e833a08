package dev.vitrine.backend.s3;

import dev.vitrine.backend.Blocks;
import dev.vitrine.backend.Health;
import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.backend.s3.S3Failure.Meaning;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whole images as objects of one bucket, whose keys are the images' ids, under URIs
/// `s3+https://<host>/<bucket>/<image id>` (`s3://` for hosts without TLS).
///
/// The URIs that this writes have no credentials. In those that others wrote credentials are passed
/// over: the store uses its own. URIs of other hosts and buckets are refused, so nothing in a
/// record can make the service use its key elsewhere.
///
/// Reads and small calls are not tried again here, parts of uploads are.
public final class S3ImageStore implements ImageStore {
  private static final Logger LOG = LoggerFactory.getLogger(S3ImageStore.class);
  private static final String KIND = "s3";

  /// Of the memory that there is, for parts of uploads.
  private static final int SHARE_OF_MEMORY = 4;

  private final S3Bucket bucket;
  private final S3UploadOptions sizes;
  private final UploadCalls uploads;
  private final PartMemory memory;
  private final Blocks blocks = Blocks.onHeap();

  /// Asks the service nothing yet.
  public S3ImageStore(S3Options options, S3UploadOptions sizes) {
    this(options, sizes, new UploadCalls(options.toString(), UploadCalls.LIMITS));
  }

  S3ImageStore(S3Options options, S3UploadOptions sizes, UploadCalls uploads) {
    this.bucket = new S3Bucket(options);
    this.sizes = sizes;
    this.uploads = uploads;
    this.memory = new PartMemory(Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY);
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(true, true, true);
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Set<String> schemes() {
    return S3Place.SCHEMES;
  }

  @Override
  public boolean covers(ImageUri uri) {
    return S3Place.of(uri).filter(place -> place.isIn(bucket.options())).isPresent();
  }

  private String keyOf(ImageUri uri) throws ImageStoreException {
    return S3Place.of(uri)
        .filter(place -> place.isIn(bucket.options()))
        .orElseThrow(() -> new ImageStoreException.Malformed(uri + " is not in " + bucket))
        .key();
  }

  @Override
  public ImageWriter newWriter(ImageWriter.Announced image) throws ImageStoreException {
    if (lengthOf(image.imageId()).isPresent()) {
      throw new ImageStoreException.Exists(image.imageId() + " is in " + bucket + " already");
    }
    return new S3ImageWriter(bucket, uploads, memory, sizes, image);
  }

  private OptionalLong lengthOf(String key) throws ImageStoreException {
    try {
      return bucket.length(key);
    } catch (S3Failure e) {
      throw e.ofImages();
    }
  }

  @Override
  public OptionalLong length(ImageUri uri) throws ImageStoreException {
    OptionalLong length = lengthOf(keyOf(uri));
    if (length.isEmpty()) {
      throw absent(uri);
    }
    return length;
  }

  private static ImageStoreException absent(ImageUri uri) {
    return new ImageStoreException.NotFound(uri + " is not there");
  }

  @Override
  public ImageReader open(ImageUri uri, long offset, long lengthBytes) throws ImageStoreException {
    return S3ImageReader.open(bucket, blocks, keyOf(uri), offset, lengthBytes);
  }

  @Override
  public void delete(ImageUri uri) throws ImageStoreException {
    String key = keyOf(uri);
    try {
      removeUnfinished(key);
      if (bucket.length(key).isEmpty()) { // a deletion does not say
        throw absent(uri);
      }
      bucket.delete(key);
    } catch (S3Failure e) {
      throw e.ofImages();
    }
  }

  private void removeUnfinished(String key) throws S3Failure {
    List<String> unfinished;
    try {
      unfinished = bucket.unfinished(key);
    } catch (S3Failure e) {
      if (e.meaning() == Meaning.DENIED || e.meaning() == Meaning.UNKNOWN_CALL) {
        LOG.warn("Parts of uploads that broke off may be left: {}", e.getMessage());
        return;
      }
      throw e;
    }
    for (String upload : unfinished) {
      bucket.abortParts(key, upload);
    }
  }

  @Override
  public Health health() {
    try {
      bucket.look();
      return new Health.Up();
    } catch (S3Failure e) {
      boolean willBeMade = e.meaning() == Meaning.NO_BUCKET && bucket.options().createBucket();
      return willBeMade ? new Health.Up() : new Health.Down(e.getMessage());
    }
  }

  @Override
  public void close() {
    bucket.close();
  }
}

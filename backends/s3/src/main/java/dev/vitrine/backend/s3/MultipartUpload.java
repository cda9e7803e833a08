package dev.vitrine.backend.s3;

import dev.vitrine.backend.ImageStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/// One object that is sent in parts, several at once. Used by one thread.
final class MultipartUpload {
  private static final Logger LOG = LoggerFactory.getLogger(MultipartUpload.class);

  /// Parts that were interrupted end within this; those that do not would only be removed later.
  private static final Duration END_OF_PARTS = Duration.ofSeconds(20);

  private final S3Bucket bucket;
  private final UploadCalls calls;
  private final String key;
  private final String upload;
  private final Semaphore places;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<CompletedPart>> parts = new ArrayList<>();
  private final AtomicReference<@Nullable ImageStoreException> failure = new AtomicReference<>();

  private MultipartUpload(
      S3Bucket bucket, UploadCalls calls, String key, String upload, int partsInFlight) {
    this.bucket = bucket;
    this.calls = calls;
    this.key = key;
    this.upload = upload;
    this.places = new Semaphore(partsInFlight);
  }

  static MultipartUpload begin(S3Bucket bucket, UploadCalls calls, String key, int partsInFlight)
      throws ImageStoreException, InterruptedException {
    // An attempt whose answer was lost leaves an upload without parts; deleting removes it, too.
    String upload = calls.make("begin parts", () -> bucket.beginParts(key));
    return new MultipartUpload(bucket, calls, key, upload, partsInFlight);
  }

  int count() {
    return parts.size();
  }

  /// Sends the part that comes next; waits while as many as may be are under way. Takes the buffer
  /// over, also when it throws.
  void send(PartBuffer part) throws ImageStoreException, InterruptedException {
    boolean begun = false;
    try {
      places.acquire(); // what is under way ends in time
      ImageStoreException failed = failure.get();
      if (failed != null) {
        throw failed;
      }
      int ordinal = parts.size();
      parts.add(threads.submit(() -> sent(part, ordinal)));
      begun = true;
    } finally {
      if (!begun) {
        part.giveBack();
      }
    }
  }

  private CompletedPart sent(PartBuffer part, int ordinal)
      throws ImageStoreException, InterruptedException {
    try {
      return calls.make(
          "part", part.lengthBytes(), () -> bucket.putPart(key, upload, ordinal, part.content()));
    } catch (ImageStoreException e) {
      failure.compareAndSet(null, e);
      throw e;
    } finally {
      part.giveBack();
      places.release();
    }
  }

  /// Waits for all parts and makes the object from them.
  void end(long lengthBytes) throws ImageStoreException, InterruptedException {
    List<CompletedPart> all = new ArrayList<>();
    for (Future<CompletedPart> part : parts) {
      try {
        all.add(part.get());
      } catch (ExecutionException e) {
        throw e.getCause() instanceof ImageStoreException known
            ? known
            : new ImageStoreException.Unavailable(
                key + " was not sent: " + e.getCause(), Duration.ZERO, e);
      }
    }
    calls.make(
        "end parts",
        () -> {
          try {
            bucket.endParts(key, upload, all);
          } catch (S3Failure e) {
            // The answer of an attempt before may have been lost.
            if (e.meaning() != S3Failure.Meaning.ABSENT
                || bucket.length(key).orElse(-1) != lengthBytes) {
              throw e;
            }
          }
          return true;
        });
    threads.close();
  }

  /// Removes what was sent. Never throws.
  void abort() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(END_OF_PARTS.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("{}: parts are still under way and may be left", key);
      }
      calls.make(
          "abort",
          () -> {
            bucket.abortParts(key, upload);
            return true;
          });
    } catch (ImageStoreException e) {
      LOG.warn("Parts of {} are left: {}", key, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.warn("Parts of {} are left", key);
    }
  }
}

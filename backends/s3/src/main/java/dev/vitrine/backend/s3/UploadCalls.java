package dev.vitrine.backend.s3;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.guard.CallGuard;
import dev.vitrine.guard.CallRefused;
import dev.vitrine.guard.GuardLimits;
import dev.vitrine.guard.GuardedCall;
import dev.vitrine.guard.Verdict;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The calls that make up uploads. An upload as a whole cannot be repeated, for its bytes are gone;
/// each of its calls can, for they are still in memory. Thread-safe.
final class UploadCalls {

  /// So many parts of all uploads are on their way at once; the others wait, which is the
  /// back-pressure. A part that does not get through by the last of its attempts ends the upload.
  static final GuardLimits LIMITS =
      new GuardLimits(
          64,
          Duration.ofMinutes(4),
          Duration.ofSeconds(30),
          4,
          Duration.ofMillis(200),
          Duration.ofSeconds(5),
          10,
          Duration.ofSeconds(2));

  /// Slower than this is as good as not at all.
  private static final long LEAST_BYTES_PER_SECOND = 256 << 10;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final CallGuard guard;
  private final Duration timeLimit;

  UploadCalls(String service, GuardLimits limits) {
    this.guard = new CallGuard(service, limits, UploadCalls::judge);
    this.timeLimit = limits.timeLimit();
  }

  private static Verdict judge(Throwable failure) {
    return failure instanceof S3Failure known && known.meaning() == S3Failure.Meaning.MAY_PASS
        ? Verdict.MAY_PASS
        : Verdict.ANSWERED;
  }

  <T extends @Nullable Object> T make(String operation, GuardedCall<T, S3Failure> call)
      throws ImageStoreException, InterruptedException {
    return make(operation, 0, call);
  }

  /// @param sentBytes for which there is time beside the usual
  <T extends @Nullable Object> T make(
      String operation, long sentBytes, GuardedCall<T, S3Failure> call)
      throws ImageStoreException, InterruptedException {
    Duration limit = timeLimit.plusSeconds(sentBytes / LEAST_BYTES_PER_SECOND);
    try {
      return guard.call(operation, limit, call, _ -> {});
    } catch (S3Failure e) {
      throw e.ofImages();
    } catch (CallRefused e) {
      throw new ImageStoreException.Unavailable(e.getMessage(), RETRY_AFTER, e);
    }
  }
}

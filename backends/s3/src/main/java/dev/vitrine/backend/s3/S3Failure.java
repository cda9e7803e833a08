package dev.vitrine.backend.s3;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.blobstore.BlobException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// A call that did not do what was asked for. Messages have no credentials.
final class S3Failure extends Exception {
  private static final long serialVersionUID = 1;

  /// What that means, whatever words the service has for it.
  enum Meaning {
    /// There is no such object.
    ABSENT,
    /// There is no such bucket.
    NO_BUCKET,
    /// The object is not the one any more that reading began with.
    CHANGED,
    /// Permissions or credentials do not suffice.
    DENIED,
    /// There is no room, or no quota.
    FULL,
    /// The service does not know that call.
    UNKNOWN_CALL,
    /// No answer, or one that says that trying again may help.
    MAY_PASS
  }

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  /// Out of room, in the words of various services.
  private static final Set<String> FULL =
      Set.of("QuotaExceeded", "InsufficientCapacity", "XMinioStorageFull", "InsufficientStorage");

  /// What went wrong on the way, with the status of a request that is wrong, 400.
  private static final Set<String> ON_THE_WAY = Set.of("RequestTimeout", "BadDigest");

  private final Meaning meaning;
  private final String message;

  S3Failure(Meaning meaning, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.meaning = meaning;
    this.message = message;
  }

  /// @param doing for messages, as in "reading chunks/… in bucket images of https://…"
  static S3Failure of(String doing, SdkException failure) {
    String context = doing + ": ";
    return switch (failure) {
      case S3Exception answer -> answer(context, answer);
      case AbortedException aborted -> {
        Thread.currentThread().interrupt();
        yield new S3Failure(Meaning.MAY_PASS, context + "interrupted", aborted);
      }
      default -> new S3Failure(Meaning.MAY_PASS, context + innermost(failure), failure);
    };
  }

  private static S3Failure answer(String context, S3Exception answer) {
    String code = code(answer);
    Meaning meaning = meaning(answer.statusCode(), code);
    String message = context + answer.statusCode() + (code.isEmpty() ? "" : " " + code);
    return new S3Failure(meaning, message, answer);
  }

  private static Meaning meaning(int status, String code) {
    if (FULL.contains(code)) {
      return Meaning.FULL;
    }
    if (code.equals("NoSuchBucket")) {
      return Meaning.NO_BUCKET;
    }
    if (ON_THE_WAY.contains(code)) {
      return Meaning.MAY_PASS;
    }
    return switch (status) {
      case 404 -> Meaning.ABSENT;
      case 405, 501 -> Meaning.UNKNOWN_CALL;
      case 408, 409, 429 -> Meaning.MAY_PASS;
      case 412 -> Meaning.CHANGED;
      case 507 -> Meaning.FULL;
      default -> status >= 500 ? Meaning.MAY_PASS : Meaning.DENIED;
    };
  }

  static String code(S3Exception answer) {
    return answer.awsErrorDetails() == null || answer.awsErrorDetails().errorCode() == null
        ? ""
        : answer.awsErrorDetails().errorCode();
  }

  /// The innermost words: the outer ones are the library's.
  private static String innermost(Throwable failure) {
    Throwable at = failure;
    while (at.getCause() != null) {
      at = at.getCause();
    }
    return at.getMessage() == null ? at.getClass().getSimpleName() : at.getMessage();
  }

  Meaning meaning() {
    return meaning;
  }

  @Override
  public String getMessage() {
    return message;
  }

  /// What that means for chunks.
  BlobException ofChunks() {
    return switch (meaning) {
      case ABSENT -> new BlobException.NotFound(message);
      case NO_BUCKET -> new BlobException.Denied(message + ": the bucket does not exist", this);
      case CHANGED, MAY_PASS -> new BlobException.Transient(message, RETRY_AFTER, this);
      case DENIED, UNKNOWN_CALL -> new BlobException.Denied(message, this);
      case FULL -> new BlobException.Full(message, this);
    };
  }

  /// What that means for whole images.
  ImageStoreException ofImages() {
    return switch (meaning) {
      case ABSENT -> new ImageStoreException.NotFound(message);
      case NO_BUCKET ->
          new ImageStoreException.Denied(
              message
                  + ": the bucket does not exist; s3_store_create_bucket_on_put lets it be made",
              this);
      case CHANGED -> new ImageStoreException.Damaged(message);
      case MAY_PASS -> new ImageStoreException.Unavailable(message, RETRY_AFTER, this);
      case DENIED, UNKNOWN_CALL -> new ImageStoreException.Denied(message, this);
      case FULL -> new ImageStoreException.Full(message, this);
    };
  }
}

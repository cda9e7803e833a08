package dev.vitrine.backend.http;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.fetch.ByteSpan;
import dev.vitrine.fetch.FetchException;
import dev.vitrine.fetch.Fetched;
import java.time.Duration;
import java.util.OptionalLong;

/// What a web server's answers mean for an image.
final class Answers {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  /// The most that is read only to be dropped. A server without ranges makes each read of a part
  /// cost what comes before it; a GiB takes seconds, more is no use to anybody.
  static final long MOST_SKIPPED_BYTES = 1L << 30;

  private Answers() {}

  /// How much of the answer's body comes before what was asked for. Throws when that is not in it.
  static long skippedBytes(WebAddress image, ByteSpan wanted, Fetched answer)
      throws ImageStoreException {
    return switch (answer.status()) {
      case 200 -> skippedOfWhole(image, wanted, answer);
      case 206 -> skippedOfPart(image, wanted, answer);
      case 416 -> throw tooShort(image, answer.wholeBytes());
      default -> throw failure(image, answer.status());
    };
  }

  private static long skippedOfWhole(WebAddress image, ByteSpan wanted, Fetched answer)
      throws ImageStoreException {
    if (answer.lengthBytes().orElse(Long.MAX_VALUE) < wanted.endByte()) {
      throw tooShort(image, answer.lengthBytes());
    }
    if (wanted.firstByte() > MOST_SKIPPED_BYTES) {
      throw new ImageStoreException.Unsupported(
          "the server of " + image + " sends no ranges, and the one wanted begins far behind");
    }
    return wanted.firstByte();
  }

  private static long skippedOfPart(WebAddress image, ByteSpan wanted, Fetched answer)
      throws ImageStoreException {
    ByteSpan sent = answer.span().orElse(null);
    if (sent != null && sent.firstByte() == wanted.firstByte()) {
      if (sent.endByte() >= wanted.endByte()) {
        return 0;
      }
      if (answer.wholeBytes().orElse(0) < wanted.endByte()) {
        throw tooShort(image, answer.wholeBytes());
      }
    }
    throw new ImageStoreException.Unavailable(
        "the server of " + image + " sends another range than was asked for", RETRY_AFTER, null);
  }

  private static ImageStoreException tooShort(WebAddress image, OptionalLong lengthBytes) {
    return new ImageStoreException.Damaged(
        image
            + " is shorter than what is asked for"
            + (lengthBytes.isPresent() ? ": it has " + lengthBytes.getAsLong() + " bytes" : ""));
  }

  /// A status that gives no bytes.
  static ImageStoreException failure(WebAddress image, int status) {
    String message = image + ": the server answers " + status;
    return switch (status) {
      case 404, 410 -> new ImageStoreException.NotFound(message);
      case 401, 403, 407 -> new ImageStoreException.Denied(message, null);
      case 408, 425, 429 -> new ImageStoreException.Unavailable(message, RETRY_AFTER, null);
      default ->
          status >= 500
              ? new ImageStoreException.Unavailable(message, RETRY_AFTER, null)
              : new ImageStoreException.Malformed(message);
    };
  }

  static ImageStoreException failure(FetchException failure) {
    String message = String.valueOf(failure.getMessage());
    return switch (failure) {
      case FetchException.Refused _ -> new ImageStoreException.Denied(message, failure);
      case FetchException.Failed _ ->
          new ImageStoreException.Unavailable(message, RETRY_AFTER, failure);
    };
  }
}

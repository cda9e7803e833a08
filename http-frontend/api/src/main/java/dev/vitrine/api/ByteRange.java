package dev.vitrine.api;

import dev.vitrine.http.Headers;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The part of an image's data that a request asks for (RFC 9110, 14), or all of it.
///
/// @param offset first byte
/// @param lengthBytes how many; at least one unless the whole is empty
/// @param partial whether the client asked for a part, even if that turned out to be everything
record ByteRange(long offset, long lengthBytes, boolean partial) {
  private static final Pattern RANGE = Pattern.compile("([0-9]*)\\s*-\\s*([0-9]*)");

  /// A field of answers that old clients send as a question.
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes\\s+([0-9]+)\\s*-\\s*([0-9]+)\\s*/\\s*([0-9]+|\\*)");

  static ByteRange whole(long sizeBytes) {
    return new ByteRange(0, sizeBytes, false);
  }

  /// What `Range`, or else a `Content-Range`, asks for of `sizeBytes` bytes. Throws 416 when there
  /// are no such bytes, and 400 for more than one range.
  static ByteRange of(Headers headers, long sizeBytes) throws Problem {
    String range = headers.first("Range");
    if (range != null) {
      return range(range.strip(), sizeBytes);
    }
    String contentRange = headers.first("Content-Range");
    if (contentRange != null) {
      return contentRange(contentRange.strip(), sizeBytes);
    }
    return whole(sizeBytes);
  }

  private static ByteRange range(String field, long sizeBytes) throws Problem {
    int equals = field.indexOf('=');
    if (equals < 0 || !field.substring(0, equals).strip().equalsIgnoreCase("bytes")) {
      throw unsatisfiable(field, sizeBytes);
    }
    String ranges = field.substring(equals + 1).strip();
    if (ranges.indexOf(',') >= 0) {
      throw Problem.badRequest("Only one range can be asked for at a time: '%s'".formatted(field));
    }
    Matcher matcher = RANGE.matcher(ranges);
    if (!matcher.matches()) {
      throw unsatisfiable(field, sizeBytes);
    }
    Long first = position(matcher.group(1));
    Long last = position(matcher.group(2));
    if (first == null) {
      if (last == null || last == 0 || sizeBytes == 0) {
        throw unsatisfiable(field, sizeBytes);
      }
      long length = Math.min(last, sizeBytes);
      return new ByteRange(sizeBytes - length, length, true);
    }
    return part(field, first, last == null ? Long.MAX_VALUE : last, sizeBytes);
  }

  private static ByteRange contentRange(String field, long sizeBytes) throws Problem {
    Matcher matcher = CONTENT_RANGE.matcher(field.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw unsatisfiable(field, sizeBytes);
    }
    long first = orZero(position(matcher.group(1)));
    long last = orZero(position(matcher.group(2)));
    String total = matcher.group(3);
    // A client that names no total has no reason to reach beyond the end, one that does may be
    // clipped; but an end beyond its own total makes no sense.
    long end = total.equals("*") ? sizeBytes : orZero(position(total));
    if (last >= end) {
      throw unsatisfiable(field, sizeBytes);
    }
    return part(field, first, last, sizeBytes);
  }

  private static ByteRange part(String field, long first, long last, long sizeBytes)
      throws Problem {
    if (first >= sizeBytes || first > last) {
      throw unsatisfiable(field, sizeBytes);
    }
    return new ByteRange(first, Math.min(last, sizeBytes - 1) - first + 1, true);
  }

  /// The number, as large as it gets; null when there are no digits.
  private static @Nullable Long position(String digits) {
    if (digits.isEmpty()) {
      return null;
    }
    try {
      return Long.valueOf(digits);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  private static long orZero(@Nullable Long position) {
    return position == null ? 0 : position;
  }

  /// The value of `Content-Range` in the answer.
  String contentRange(long sizeBytes) {
    return "bytes %d-%d/%d".formatted(offset, offset + lengthBytes - 1, sizeBytes);
  }

  private static Problem unsatisfiable(String field, long sizeBytes) {
    return new Problem(
        416,
        "Range '%s' names no part of %d bytes".formatted(field, sizeBytes),
        Headers.of("Content-Range", "bytes */" + sizeBytes));
  }
}

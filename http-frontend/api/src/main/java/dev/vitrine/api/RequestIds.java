package dev.vitrine.api;

import dev.vitrine.http.Request;
import java.util.UUID;

/// Gives each request the id under which client, log and other services know it.
final class RequestIds {
  static final String HEADER = "x-openstack-request-id";
  private static final String PREFIX = "req-";

  private final int maxLength;

  /// @param maxLength longest id that a client may choose, in characters
  RequestIds(int maxLength) {
    this.maxLength = maxLength;
  }

  static String fresh() {
    return PREFIX + UUID.randomUUID();
  }

  /// The id that the client chose, if it chose one that can be sent back, else a fresh one.
  String of(Request request) throws Problem {
    String wanted = request.headers().first(HEADER);
    if (wanted == null || wanted.isEmpty()) {
      return fresh();
    }
    if (wanted.length() > maxLength) {
      throw new Problem(
          431,
          "The request id is %d characters long; at most %d are accepted"
              .formatted(wanted.length(), maxLength));
    }
    if (!isPrintable(wanted)) {
      return fresh();
    }
    return wanted.startsWith(PREFIX) ? wanted : PREFIX + wanted;
  }

  private static boolean isPrintable(String text) {
    return text.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }
}

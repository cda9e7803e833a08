package dev.vitrine.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What was asked for, on its way. Not thread-safe; the connection is open until it is closed.
public final class Fetched implements AutoCloseable {
  /// RFC 9110, 14.4: a part of a whole, each of which may not be known.
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (?:(\\d{1,18})-(\\d{1,18})|\\*)/(?:(\\d{1,18})|\\*)");

  private final ResponseHead head;
  private final OptionalLong lengthBytes;
  private final InputStream body;

  Fetched(ResponseHead head, OptionalLong lengthBytes, InputStream body) {
    this.head = head;
    this.lengthBytes = lengthBytes;
    this.body = body;
  }

  /// As HTTP has it.
  public int status() {
    return head.status();
  }

  /// The length of the body that the other side announced; empty when it did not.
  public OptionalLong lengthBytes() {
    return lengthBytes;
  }

  /// Of an answer that is a part: which one; empty where the other side does not say.
  public Optional<ByteSpan> span() {
    Matcher range = contentRange();
    if (!range.matches() || range.group(1) == null) {
      return Optional.empty();
    }
    long first = Long.parseLong(range.group(1));
    long last = Long.parseLong(range.group(2));
    return last < first ? Optional.empty() : Optional.of(new ByteSpan(first, last - first + 1));
  }

  /// Of an answer about a part: the length of the whole; empty where the other side does not say.
  public OptionalLong wholeBytes() {
    Matcher range = contentRange();
    return range.matches() && range.group(3) != null
        ? OptionalLong.of(Long.parseLong(range.group(3)))
        : OptionalLong.empty();
  }

  private Matcher contentRange() {
    return CONTENT_RANGE.matcher(head.field("content-range"));
  }

  /// The bytes. Ends with an [IOException] where they end before what was announced.
  public InputStream body() {
    return body;
  }

  @Override
  public void close() {
    head.close();
  }
}

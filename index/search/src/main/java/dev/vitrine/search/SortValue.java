package dev.vitrine.search;

import dev.vitrine.catalog.query.Sort;
import java.nio.charset.StandardCharsets;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// What an image has to say to a sort key.
sealed interface SortValue {

  /// UTF-8, whose bytes sort by code point.
  record Text(BytesRef utf8) implements SortValue {}

  record Whole(long value) implements SortValue {}

  /// The part of a text that is compared.
  static @Nullable Text text(@Nullable String text) {
    if (text == null) {
      return null;
    }
    boolean tooLong =
        text.length() > Sort.COMPARED_CODE_POINTS
            && text.codePointCount(0, text.length()) > Sort.COMPARED_CODE_POINTS;
    String compared =
        tooLong ? text.substring(0, text.offsetByCodePoints(0, Sort.COMPARED_CODE_POINTS)) : text;
    return new Text(new BytesRef(compared.getBytes(StandardCharsets.UTF_8)));
  }
}

package dev.vitrine.api;

import java.util.ArrayList;
import java.util.List;

/// The operand of an `in:` filter: items that each end at a comma or at the end of the text. Double
/// quotes around a whole item protect the commas within.
final class QuotedList {
  private QuotedList() {}

  /// @param name what is filtered, for the message when the quotes do not fit
  static List<String> parse(String name, String text) throws Problem {
    List<String> items = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      if (text.charAt(start) == '"') {
        int end = quoteAfter(text, start + 1);
        if (end < 0 || (end + 1 < text.length() && text.charAt(end + 1) != ',')) {
          throw misplaced(name, text);
        }
        items.add(text.substring(start + 1, end));
        start = end + 2;
      } else {
        int comma = text.indexOf(',', start);
        int end = comma < 0 ? text.length() : comma;
        String item = text.substring(start, end);
        if (quoteAfter(item, 0) >= 0) {
          throw misplaced(name, text);
        }
        items.add(item);
        start = end + 1;
      }
    }
    return items;
  }

  /// The index of the next quote that no backslash disarms, or -1.
  private static int quoteAfter(String text, int from) {
    int quote = text.indexOf('"', from);
    while (quote > 0 && text.charAt(quote - 1) == '\\') {
      quote = text.indexOf('"', quote + 1);
    }
    return quote;
  }

  private static Problem misplaced(String name, String text) {
    return Problem.badRequest(
        "Invalid filter for '%s': quotes in '%s' are not around whole items".formatted(name, text));
  }
}

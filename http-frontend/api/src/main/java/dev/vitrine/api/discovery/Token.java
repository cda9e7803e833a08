package dev.vitrine.api.discovery;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// A run of characters of a query, some of which a backslash or quotes have made plain. Immutable.
///
/// @param at where in the query it begins
/// @param text without the backslashes
/// @param plain the places in the text that mean themselves and nothing else
/// @param quoted whether all of it stood in quotes
record Token(int at, String text, BitSet plain, boolean quoted) {
  Token {
    plain = (BitSet) plain.clone();
  }

  /// Whether the character is there and may mean something.
  boolean has(int index, char c) {
    return index >= 0 && index < text.length() && text.charAt(index) == c && !plain.get(index);
  }

  /// The first such character that may mean something; -1 when there is none.
  int indexOf(char c) {
    for (int i = 0; i < text.length(); i++) {
      if (has(i, c)) {
        return i;
      }
    }
    return -1;
  }

  Token from(int start) {
    return part(start, text.length());
  }

  Token upTo(int end) {
    return part(0, end);
  }

  private Token part(int start, int end) {
    return new Token(at + start, text.substring(start, end), plain.get(start, end), quoted);
  }

  /// What stands between the stars; one piece when there is no star. Stars in a row are one.
  List<String> pieces() {
    List<String> pieces = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (has(i, '*')) {
        if (i > start || pieces.isEmpty()) {
          pieces.add(text.substring(start, i));
        }
        start = i + 1;
      }
    }
    pieces.add(text.substring(start));
    return pieces;
  }
}

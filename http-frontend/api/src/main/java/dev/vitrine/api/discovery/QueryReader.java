package dev.vitrine.api.discovery;

import java.util.BitSet;

/// A query being read from left to right, character by character. Not thread-safe.
final class QueryReader {
  private final String query;
  private int at;

  QueryReader(String query) {
    this.query = query;
  }

  int at() {
    return at;
  }

  boolean atEnd() {
    return at == query.length();
  }

  void skipBlanks() {
    while (!atEnd() && isBlank(query.charAt(at))) {
      at++;
    }
  }

  boolean sees(char c) {
    return !atEnd() && query.charAt(at) == c;
  }

  /// Whether what comes next ends a word.
  boolean seesBreak() {
    return atEnd() || isBreak(query.charAt(at));
  }

  /// Reads the character if it is the next one.
  boolean take(char c) {
    if (!sees(c)) {
      return false;
    }
    at++;
    return true;
  }

  /// Reads the word if it is the next one and stands alone.
  boolean takeKeyword(String word) {
    if (!seesKeyword(word)) {
      return false;
    }
    at += word.length();
    return true;
  }

  boolean seesKeyword(String word) {
    int end = at + word.length();
    return query.startsWith(word, at) && (end == query.length() || isBreak(query.charAt(end)));
  }

  boolean seesBlank() {
    return !atEnd() && isBlank(query.charAt(at));
  }

  /// Reads a quoted text, at whose first quote the reader stands.
  Token quoted() throws QuerySyntaxException {
    int start = at++;
    StringBuilder text = new StringBuilder();
    while (!atEnd()) {
      char c = query.charAt(at++);
      if (c == '"') {
        BitSet plain = new BitSet();
        plain.set(0, text.length());
        return new Token(start, text.toString(), plain, true);
      }
      text.append(c == '\\' ? escaped() : c);
    }
    throw new QuerySyntaxException(start, "the quotation has no end");
  }

  /// Reads up to a blank, a parenthesis or a quotation mark.
  ///
  /// @param untilColon whether a colon ends it, too
  Token bare(boolean untilColon) throws QuerySyntaxException {
    int start = at;
    StringBuilder text = new StringBuilder();
    BitSet plain = new BitSet();
    while (!seesBreak() && !(untilColon && sees(':'))) {
      char c = query.charAt(at++);
      if (c == '\\') {
        plain.set(text.length());
        c = escaped();
      }
      text.append(c);
    }
    return new Token(start, text.toString(), plain, false);
  }

  private char escaped() throws QuerySyntaxException {
    if (atEnd()) {
      throw new QuerySyntaxException(at - 1, "nothing stands after the backslash");
    }
    return query.charAt(at++);
  }

  private static boolean isBreak(char c) {
    return isBlank(c) || c == '(' || c == ')' || c == '"';
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c);
  }
}

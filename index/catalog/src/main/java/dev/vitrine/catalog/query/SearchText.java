package dev.vitrine.catalog.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A value of an image as a search sees it: without case, and cut into words. Every implementation
/// of [Discovery] takes its texts from here, so that they agree on what a word is. Immutable.
///
/// Case goes away character by character, so a place in this text is the same place in the value. A
/// *word* is a longest run of letters, digits and the marks that belong to them: `ubuntu-24.04` has
/// three.
public final class SearchText {
  /// How much of a value is searched. As much as the longest name that the API accepts; what is
  /// longer is data rather than a description, and would fill the index.
  public static final int MAX_CODE_POINTS = 256;

  /// Before and after each word of [#marked]. Control characters, which names do not have.
  private static final int WORD_START = 2;

  private static final int WORD_END = 3;

  private final int[] points;
  private final boolean whole;

  private SearchText(int[] points, boolean whole) {
    this.points = points;
    this.whole = whole;
  }

  public static SearchText of(String value) {
    int[] points = value.codePoints().limit(MAX_CODE_POINTS + 1L).map(SearchText::folded).toArray();
    return points.length <= MAX_CODE_POINTS
        ? new SearchText(points, true)
        : new SearchText(Arrays.copyOf(points, MAX_CODE_POINTS), false);
  }

  /// Whether a property of this name is searched at all: longer names are not.
  public static boolean isSearched(String propertyName) {
    return propertyName.codePointCount(0, propertyName.length()) <= MAX_CODE_POINTS;
  }

  /// Throws [IllegalArgumentException] for what is longer than any text that is searched.
  static String required(String wanted) {
    if (!of(wanted).whole) {
      throw new IllegalArgumentException("longer than what is searched: " + wanted);
    }
    return wanted;
  }

  /// Whether the value has no more than is searched.
  public boolean whole() {
    return whole;
  }

  public int length() {
    return points.length;
  }

  /// The whole text.
  public String text() {
    return new String(points, 0, points.length);
  }

  /// A part of the text.
  public String text(Span span) {
    return new String(points, span.start(), span.end() - span.start());
  }

  /// Where the words are.
  public List<Span> words() {
    List<Span> words = new ArrayList<>();
    int at = 0;
    while (at < points.length) {
      int start = at;
      while (at < points.length && inWord(points[at])) {
        at++;
      }
      if (at > start) {
        words.add(new Span(start, at));
      } else {
        at++;
      }
    }
    return words;
  }

  /// The words themselves.
  public List<String> wordTexts() {
    return words().stream().map(this::text).toList();
  }

  /// Whether there is a word that goes on over this place.
  public boolean isInsideWord(int at) {
    return at > 0 && at < points.length && inWord(points[at - 1]) && inWord(points[at]);
  }

  /// Whether the other text stands here.
  public boolean hasAt(int at, SearchText other) {
    return at >= 0
        && at + other.points.length <= points.length
        && Arrays.equals(
            points, at, at + other.points.length, other.points, 0, other.points.length);
  }

  /// The text with a mark where each word begins and another where it ends. Whether a stretch of
  /// the text cuts a word in two can then be told from its characters.
  public String marked() {
    return marked(true, true);
  }

  /// As [#marked], but without a mark at the text's own start or end: for a part of a text that may
  /// begin or end within a word.
  String marked(boolean startsWord, boolean endsWord) {
    StringBuilder marked = new StringBuilder(points.length + 8);
    for (int at = 0; at < points.length; at++) {
      boolean letter = inWord(points[at]);
      if (letter && (at == 0 ? startsWord : !inWord(points[at - 1]))) {
        marked.append((char) WORD_START);
      }
      marked.appendCodePoint(points[at]);
      boolean last = at == points.length - 1;
      if (letter && (last ? endsWord : !inWord(points[at + 1]))) {
        marked.append((char) WORD_END);
      }
    }
    return marked.toString();
  }

  private static int folded(int point) {
    return Character.toLowerCase(Character.toUpperCase(point));
  }

  private static boolean inWord(int point) {
    return switch (Character.getType(point)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          true;
      default -> Character.isLetterOrDigit(point);
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SearchText text
        && whole == text.whole
        && Arrays.equals(points, text.points);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(points);
  }

  @Override
  public String toString() {
    return text();
  }

  /// A stretch of a text, in code points: from `start` up to but not including `end`.
  public record Span(int start, int end) {}
}

package dev.vitrine.catalog.query;

import dev.vitrine.catalog.query.SearchText.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// Where a text has what a condition on texts looks for, said as plainly as can be.
final class TextMatch {
  private TextMatch() {}

  /// Every place where the words stand one after the other.
  static List<Span> phrase(SearchText text, List<String> words) {
    List<Span> found = new ArrayList<>();
    List<Span> there = text.words();
    for (int i = 0; !words.isEmpty() && i + words.size() <= there.size(); i++) {
      List<Span> stretch = there.subList(i, i + words.size());
      if (stretch.stream().map(text::text).toList().equals(words)) {
        found.add(new Span(stretch.getFirst().start(), stretch.getLast().end()));
      }
    }
    return found;
  }

  /// Every word that is near enough.
  static List<Span> near(SearchText text, Criterion.Near near) {
    return text.words().stream()
        .filter(word -> distance(text.text(word), near.word()) <= near.edits())
        .toList();
  }

  /// The shortest stretch from each place where the pattern fits.
  static List<Span> like(SearchText text, TextPattern pattern) {
    if (pattern.fitsEverything()) {
      return List.of(new Span(0, text.length()));
    }
    List<SearchText> pieces =
        pattern.pieces().stream().filter(piece -> !piece.isEmpty()).map(SearchText::of).toList();
    List<Span> found = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      OptionalInt end = OptionalInt.empty();
      if (text.hasAt(start, pieces.getFirst())
          && (pattern.opensWithStar() || !text.isInsideWord(start))) {
        end = end(text, pieces, 0, start, pattern.endsWithStar());
      }
      if (end.isPresent()) {
        found.add(new Span(start, end.getAsInt()));
        start = Math.max(start + 1, end.getAsInt());
      } else {
        start++;
      }
    }
    return found;
  }

  /// Where the stretch ends when piece `i` stands at `at`; empty when the rest does not fit.
  private static OptionalInt end(
      SearchText text, List<SearchText> pieces, int i, int at, boolean openEnd) {
    int after = at + pieces.get(i).length();
    if (i == pieces.size() - 1) {
      return openEnd || !text.isInsideWord(after) ? OptionalInt.of(after) : OptionalInt.empty();
    }
    for (int next = after; next < text.length(); next++) {
      if (text.hasAt(next, pieces.get(i + 1))) {
        OptionalInt end = end(text, pieces, i + 1, next, openEnd);
        if (end.isPresent()) {
          return end;
        }
        if (i + 1 < pieces.size() - 1) {
          // A later start leaves the pieces after it less room.
          return OptionalInt.empty();
        }
      }
    }
    return OptionalInt.empty();
  }

  /// Whether the pattern fits the id from end to end. Case counts.
  static boolean fitsWhole(String id, TextPattern pattern) {
    List<String> pieces = pattern.pieces();
    String first = pieces.getFirst();
    String last = pieces.getLast();
    if (!id.startsWith(first)) {
      return false;
    }
    int at = first.length();
    for (String piece : pieces.subList(1, pieces.size() - 1)) {
      int found = id.indexOf(piece, at);
      if (found < 0) {
        return false;
      }
      at = found + piece.length();
    }
    return id.length() - last.length() >= at && id.endsWith(last);
  }

  /// Optimal string alignment distance (Damerau and Levenshtein, no stretch edited twice), in code
  /// points.
  static int distance(String one, String other) {
    int[] a = one.codePoints().toArray();
    int[] b = other.codePoints().toArray();
    int[][] distance = new int[a.length + 1][b.length + 1];
    for (int i = 0; i <= a.length; i++) {
      for (int j = 0; j <= b.length; j++) {
        if (i == 0 || j == 0) {
          distance[i][j] = i + j;
          continue;
        }
        int change = distance[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
        int least = Math.min(change, Math.min(distance[i - 1][j], distance[i][j - 1]) + 1);
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
          least = Math.min(least, distance[i - 2][j - 2] + 1);
        }
        distance[i][j] = least;
      }
    }
    return distance[a.length][b.length];
  }
}

package dev.vitrine.catalog.query;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A text with stars, each of which stands for any characters or none: `deb*`, `*untu*`.
///
/// In a name, tag or property the pattern fits a stretch of the text that cuts no word in two,
/// unless a star is where it cuts: `deb*` is for every text with a word that begins so. An id it
/// must fit from end to end.
///
/// @param pieces what stands between the stars, two or more; empty at either end for a star there
public record TextPattern(List<String> pieces) {
  public TextPattern {
    pieces = List.copyOf(pieces);
    for (String piece : pieces) {
      SearchText.required(piece);
    }
    if (pieces.size() < 2) {
      throw new IllegalArgumentException("a pattern without a star: " + pieces);
    }
    if (pieces.subList(1, pieces.size() - 1).contains("")) {
      throw new IllegalArgumentException("two stars in a row: " + pieces);
    }
  }

  /// Whether any text at all fits.
  public boolean fitsEverything() {
    return pieces.stream().allMatch(String::isEmpty);
  }

  public boolean opensWithStar() {
    return pieces.getFirst().isEmpty();
  }

  public boolean endsWithStar() {
    return pieces.getLast().isEmpty();
  }

  /// The pieces as they stand in a [SearchText#marked] text that fits: these, in this order, and
  /// anything before, between and after them.
  public List<String> markedPieces() {
    int last = pieces.size() - 1;
    return IntStream.rangeClosed(0, last)
        .filter(i -> !pieces.get(i).isEmpty())
        .mapToObj(i -> SearchText.of(pieces.get(i)).marked(i == 0, i == last))
        .toList();
  }

  @Override
  public String toString() {
    return pieces.stream().collect(Collectors.joining("*"));
  }
}

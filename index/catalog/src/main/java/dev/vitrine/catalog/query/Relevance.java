package dev.vitrine.catalog.query;

/// What it adds to an image's relevance that a condition holds in a place.
///
/// These are constants, on purpose. The measures of search engines count how rare a word is among
/// all documents: they would tell a caller about images that it may not see, change from one page
/// to the next, and differ between nodes.
public final class Relevance {
  /// The name is the text and nothing else, or the id is.
  public static final int WHOLE = 32;

  public static final int NAME = 16;
  public static final int TAG = 8;
  public static final int PROPERTY = 4;

  private Relevance() {}

  /// Where something like the text was found instead of the text itself.
  public static int ofSimilar(int weight) {
    return weight / 2;
  }
}

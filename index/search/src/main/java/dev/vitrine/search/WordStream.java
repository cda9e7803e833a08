package dev.vitrine.search;

import java.util.List;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.util.BytesRef;

/// The words of some values, for Lucene to index. A place is left free between two values, so that
/// no phrase reaches from one into the other. Used once.
final class WordStream extends TokenStream {

  /// One word.
  ///
  /// @param begins whether it is the first of its value
  record Word(BytesRef term, boolean begins) {}

  private final BytesTermAttribute term = addAttribute(BytesTermAttribute.class);
  private final PositionIncrementAttribute step = addAttribute(PositionIncrementAttribute.class);
  private final List<Word> words;
  private int next;

  WordStream(List<Word> words) {
    this.words = words;
  }

  @Override
  public boolean incrementToken() {
    if (next == words.size()) {
      return false;
    }
    clearAttributes();
    Word word = words.get(next);
    term.setBytesRef(word.term());
    step.setPositionIncrement(word.begins() && next > 0 ? 2 : 1);
    next++;
    return true;
  }
}

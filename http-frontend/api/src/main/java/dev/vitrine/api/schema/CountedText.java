package dev.vitrine.api.schema;

/// A text that lets itself be read only so often, so that a regular expression that goes back and
/// forth in it for ever comes to an end. For one match; not thread-safe.
final class CountedText implements CharSequence {
  /// Milliseconds of reading, and a hundred times what expressions that mean something take.
  private static final int MOST_READS_OF_A_CHARACTER = 200;

  private static final int MOST_READS = 1_000_000;

  /// The text was read too often.
  static final class ReadTooOftenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ReadTooOftenException() {
      super("a text was read too often", null, false, false);
    }
  }

  private final String text;
  private long readsLeft;

  CountedText(String text) {
    this.text = text;
    this.readsLeft = MOST_READS + (long) MOST_READS_OF_A_CHARACTER * text.length();
  }

  @Override
  public char charAt(int index) {
    if (--readsLeft < 0) {
      throw new ReadTooOftenException();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.subSequence(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}

package dev.vitrine.api.schema;

import com.networknt.schema.regex.RegularExpression;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A regular expression of a schema, to be found somewhere in a text. One that takes the expression
/// beyond any reasonable number of steps, or deeper than a stack, does not match: nobody's
/// expression may occupy the service. Immutable.
final class BoundedExpression implements RegularExpression {
  private final Pattern pattern;

  private BoundedExpression(Pattern pattern) {
    this.pattern = pattern;
  }

  /// Throws [PatternSyntaxException] when it is none.
  static BoundedExpression of(String expression) {
    return new BoundedExpression(Pattern.compile(atTheVeryEnd(expression)));
  }

  static boolean isOne(String expression) {
    try {
      of(expression);
      return true;
    } catch (PatternSyntaxException e) {
      return false;
    }
  }

  /// Here `$` would let a line break follow; in JSON Schema it does not.
  private static String atTheVeryEnd(String expression) {
    boolean anchored = expression.endsWith("$") && !expression.endsWith("\\$");
    return anchored ? expression.substring(0, expression.length() - 1) + "\\z" : expression;
  }

  @Override
  public boolean matches(String text) {
    try {
      return pattern.matcher(new CountedText(text)).find();
    } catch (CountedText.ReadTooOftenException | StackOverflowError e) {
      return false;
    }
  }
}

package dev.vitrine.images.policy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Reads check strings. The grammar, loosest binding first; an empty string is always true:
///
/// ```text
/// or    = and { "or" and }
/// and   = not { "and" not }
/// not   = "not" not | "(" or ")" | check
/// check = "@" | "!" | kind ":" match
/// ```
///
/// Words are divided by white space; parentheses count at the beginning and at the end of a word
/// only, so those of `%(name)s` do not. `and`, `or` and `not` may be written in any case.
///
/// What cannot be understood denies, alone when it is a word and as a whole when it is the
/// structure, and is told to whoever listens. One parser reads one string; not thread-safe.
final class CheckParser {
  private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");
  private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)");

  /// Deeper than any rule that a person wrote; far from the end of a thread's stack.
  private static final int MOST_NESTING = 200;

  private sealed interface Token {
    record Open() implements Token {}

    record Close() implements Token {}

    record Word(String lowered) implements Token {}

    record Leaf(Check check) implements Token {}

    /// A quoted word, which means nothing here.
    record Quoted(String text) implements Token {}
  }

  /// The structure makes no sense.
  private static final class Misplaced extends Exception {
    private static final long serialVersionUID = 1;

    Misplaced(String message) {
      super(message, null, false, false);
    }
  }

  private final Consumer<String> problems;
  private final Deque<Token> tokens = new ArrayDeque<>();
  private int nesting;

  private CheckParser(Consumer<String> problems) {
    this.problems = problems;
  }

  /// @param problems told, in a sentence each, what could not be understood
  static Check parse(String text, Consumer<String> problems) {
    return text.isEmpty() ? new Check.Always() : new CheckParser(problems).parseText(text);
  }

  /// The older form: a list of alternatives, each a check or a list of checks that must all hold.
  static Check parse(List<?> alternatives, Consumer<String> problems) {
    if (alternatives.isEmpty()) {
      return new Check.Always();
    }
    CheckParser parser = new CheckParser(problems);
    List<Check> any = new ArrayList<>();
    for (Object alternative : alternatives) {
      switch (alternative) {
        case String text -> any.add(parser.leaf(text));
        case List<?> all when all.isEmpty() -> {} // says nothing, so it allows nothing
        case List<?> all -> any.add(parser.conjunction(all));
        case null, default -> {
          problems.accept("neither text nor a list: " + alternative);
          any.add(new Check.Unclear());
        }
      }
    }
    return any.isEmpty() ? new Check.Never() : any.size() == 1 ? any.getFirst() : new Check.Or(any);
  }

  private Check conjunction(List<?> items) {
    List<Check> all = new ArrayList<>();
    for (Object item : items) {
      if (item instanceof String text) {
        all.add(leaf(text));
      } else {
        problems.accept("not text: " + item);
        all.add(new Check.Unclear());
      }
    }
    return all.size() == 1 ? all.getFirst() : new Check.And(all);
  }

  private Check parseText(String text) {
    for (String word : WHITE_SPACE.split(text, -1)) {
      if (!word.isEmpty()) {
        tokenize(word);
      }
    }
    try {
      Check check = parseOr();
      if (!tokens.isEmpty()) {
        throw new Misplaced("something is left over: a word between two checks is missing");
      }
      return check;
    } catch (Misplaced e) {
      problems.accept(e.getMessage() + " in: " + text);
      return new Check.Unclear();
    }
  }

  private void tokenize(String word) {
    int start = 0;
    while (start < word.length() && word.charAt(start) == '(') {
      tokens.add(new Token.Open());
      start++;
    }
    int end = word.length();
    while (end > start && word.charAt(end - 1) == ')') {
      end--;
    }
    if (end > start) {
      tokens.add(token(word.substring(start, end)));
    }
    for (int i = end; i < word.length(); i++) {
      tokens.add(new Token.Close());
    }
  }

  private Token token(String word) {
    String lowered = word.toLowerCase(Locale.ROOT);
    return switch (lowered) {
      case "and", "or", "not" -> new Token.Word(lowered);
      default -> isQuoted(word) ? new Token.Quoted(word) : new Token.Leaf(leaf(word));
    };
  }

  private Check parseOr() throws Misplaced {
    List<Check> checks = new ArrayList<>(List.of(parseAnd()));
    while (takes("or")) {
      checks.add(parseAnd());
    }
    return checks.size() == 1 ? checks.getFirst() : new Check.Or(checks);
  }

  private Check parseAnd() throws Misplaced {
    List<Check> checks = new ArrayList<>(List.of(parseNot()));
    while (takes("and")) {
      checks.add(parseNot());
    }
    return checks.size() == 1 ? checks.getFirst() : new Check.And(checks);
  }

  private Check parseNot() throws Misplaced {
    if (++nesting > MOST_NESTING) {
      throw new Misplaced("more than " + MOST_NESTING + " levels");
    }
    Check check =
        switch (tokens.poll()) {
          case Token.Leaf(Check leaf) -> leaf;
          case Token.Word(String word) when word.equals("not") -> new Check.Not(parseNot());
          case Token.Open() -> parseParenthesis();
          case Token.Word(String word) -> throw new Misplaced("'" + word + "' stands alone");
          case Token.Quoted(String text) -> throw new Misplaced(text + " is no check");
          case Token.Close() -> throw new Misplaced("')' without '('");
          case null -> throw new Misplaced("a check is missing at the end");
        };
    nesting--;
    return check;
  }

  private Check parseParenthesis() throws Misplaced {
    Check check = parseOr();
    if (!(tokens.poll() instanceof Token.Close)) {
      throw new Misplaced("'(' without ')'");
    }
    return check;
  }

  private boolean takes(String word) {
    boolean found = tokens.peek() instanceof Token.Word(String next) && next.equals(word);
    if (found) {
      tokens.remove();
    }
    return found;
  }

  private Check leaf(String word) {
    if (word.equals("@")) {
      return new Check.Always();
    }
    if (word.equals("!")) {
      return new Check.Never();
    }
    int colon = word.indexOf(':');
    if (colon < 0) {
      problems.accept("no check, for it has no colon: " + word);
      return new Check.Unclear();
    }
    try {
      return leaf(word.substring(0, colon), word.substring(colon + 1), word);
    } catch (IllegalArgumentException e) {
      problems.accept(String.valueOf(e.getMessage()));
      return new Check.Unclear();
    }
  }

  private static Check leaf(String kind, String match, String word) {
    return switch (kind) {
      case "rule" -> new Check.Rule(match);
      case "role" -> new Check.Role(Template.parse(match));
      case "http", "https" -> new Check.Remote(Template.parseUrl(word));
      default -> {
        Template value = Template.parse(match);
        yield literal(kind)
            .<Check>map(text -> new Check.Literal(text, value))
            .orElseGet(() -> new Check.Credential(kind, value));
      }
    };
  }

  /// The text of a literal: what Python would print for it.
  private static Optional<String> literal(String kind) {
    if (isQuoted(kind)) {
      return Optional.of(kind.substring(1, kind.length() - 1));
    }
    boolean known =
        switch (kind) {
          case "True", "False", Facts.NONE -> true;
          default -> NUMBER.matcher(kind).matches();
        };
    return known ? Optional.of(kind) : Optional.empty();
  }

  private static boolean isQuoted(String word) {
    if (word.length() < 2) {
      return false;
    }
    char quote = word.charAt(0);
    return (quote == '\'' || quote == '"') && word.charAt(word.length() - 1) == quote;
  }
}

package dev.vitrine.api.discovery;

import dev.vitrine.catalog.query.Criterion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the language of queries. Used once, by one thread.
///
/// ```text
/// query   = and *( "OR" and )
/// and     = 1*( [ "AND" ] clause )
/// clause  = ( "-" / "NOT" ) clause / "(" query ")" / field ":" value / value
/// value   = word / "quoted phrase" / pre* / *sub* / near~ / "(" query ")"
/// ```
///
/// A backslash takes the meaning from the character after it. What a value means to a field is told
/// by [Fields].
final class QueryParser {
  /// A request line has room for several; nobody types this much.
  static final int MAX_CHARACTERS = 1000;

  /// Each may read a dictionary from end to end.
  static final int MAX_CLAUSES = 32;

  /// Deeper than anybody means it, and nowhere near the end of a stack.
  static final int MAX_DEPTH = 16;

  private final QueryReader reader;
  private int clauses;

  private QueryParser(String query) {
    this.reader = new QueryReader(query);
  }

  /// What the query looks for; everything when it is blank.
  static Criterion parse(String query) throws QuerySyntaxException {
    if (query.length() > MAX_CHARACTERS) {
      throw new QuerySyntaxException(
          MAX_CHARACTERS, "a query has at most %d characters".formatted(MAX_CHARACTERS));
    }
    if (query.isBlank()) {
      return Criterion.anything();
    }
    QueryParser parser = new QueryParser(query);
    Criterion criterion = parser.query(null, 0);
    if (!parser.reader.atEnd()) {
      throw new QuerySyntaxException(parser.reader.at(), "this parenthesis was never opened");
    }
    return criterion;
  }

  /// @param field of every value within; null when each may name its own
  private Criterion query(@Nullable String field, int depth) throws QuerySyntaxException {
    List<Criterion> choices = new ArrayList<>(List.of(and(field, depth)));
    while (reader.takeKeyword("OR")) {
      choices.add(and(field, depth));
    }
    return choices.size() == 1 ? choices.getFirst() : new Criterion.Any(choices);
  }

  private Criterion and(@Nullable String field, int depth) throws QuerySyntaxException {
    List<Criterion> parts = new ArrayList<>();
    boolean more = true;
    while (more) {
      reader.skipBlanks();
      parts.add(clause(field, depth));
      reader.skipBlanks();
      boolean joined = reader.takeKeyword("AND");
      more = joined || !(reader.atEnd() || reader.sees(')') || reader.seesKeyword("OR"));
    }
    return parts.size() == 1 ? parts.getFirst() : new Criterion.All(parts);
  }

  private Criterion clause(@Nullable String field, int depth) throws QuerySyntaxException {
    int start = reader.at();
    if (depth > MAX_DEPTH) {
      throw new QuerySyntaxException(start, "this is nested too deeply");
    }
    if (reader.take('-') || reader.takeKeyword("NOT")) {
      reader.skipBlanks();
      return new Criterion.Not(clause(field, depth + 1));
    }
    if (reader.sees('(')) {
      return group(field, depth);
    }
    if (reader.atEnd()
        || reader.sees(')')
        || reader.seesKeyword("OR")
        || reader.seesKeyword("AND")) {
      throw new QuerySyntaxException(start, "something to look for is missing");
    }
    Token token = reader.sees('"') ? reader.quoted() : reader.bare(field == null);
    boolean named = field == null && !token.text().isEmpty() && reader.take(':');
    return named ? value(token.text(), depth) : leaf(field, withRest(token));
  }

  /// A bare word that begins with a colon has no field before it.
  private Token withRest(Token token) throws QuerySyntaxException {
    if (!token.text().isEmpty() || token.quoted()) {
      return token;
    }
    return reader.bare(false);
  }

  private Criterion value(String field, int depth) throws QuerySyntaxException {
    if (reader.sees('(')) {
      return group(field, depth);
    }
    if (reader.seesBreak() && !reader.sees('"')) {
      throw new QuerySyntaxException(reader.at(), "a value is missing for '%s'".formatted(field));
    }
    return leaf(field, reader.sees('"') ? reader.quoted() : reader.bare(false));
  }

  private Criterion group(@Nullable String field, int depth) throws QuerySyntaxException {
    int start = reader.at();
    reader.take('(');
    Criterion group = query(field, depth + 1);
    if (!reader.take(')')) {
      throw new QuerySyntaxException(start, "this parenthesis is never closed");
    }
    return group;
  }

  private Criterion leaf(@Nullable String field, Token token) throws QuerySyntaxException {
    if (++clauses > MAX_CLAUSES) {
      throw new QuerySyntaxException(
          token.at(), "a query has at most %d conditions".formatted(MAX_CLAUSES));
    }
    if (token.quoted() && !reader.atEnd() && !reader.sees(')') && !reader.seesBlank()) {
      throw new QuerySyntaxException(reader.at(), "a blank is missing after the quotation");
    }
    return Fields.criterion(field, token);
  }
}

package dev.vitrine.search;

import dev.vitrine.catalog.query.Filter;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/// Filters in Lucene's terms; the counterpart of [ImageDocument].
final class Queries {
  /// Lucene's default of 1024 clauses is fewer than the tags that fit into a request line. The
  /// line's length bounds them long before this does.
  private static final int MAX_CLAUSES = 1 << 20;

  static {
    IndexSearcher.setMaxClauseCount(MAX_CLAUSES);
  }

  private Queries() {}

  static Query query(Filter filter) {
    return switch (filter) {
      case Filter.And(List<Filter> parts) -> all(parts);
      case Filter.Or(List<Filter> parts) -> any(parts);
      case Filter.Not(Filter part) -> not(query(part));
      case Filter.TextIn(Filter.TextField field, Set<String> values) ->
          oneOf(ImageDocument.name(field), values.stream().map(Terms::of).toList());
      case Filter.FlagIs(Filter.FlagField field, boolean value) ->
          oneOf(ImageDocument.name(field), List.of(Terms.of(String.valueOf(value))));
      case Filter.NumberIn(Filter.NumberField field, Long min, Long max) ->
          range(
              ImageDocument.name(field),
              min == null ? Long.MIN_VALUE : min,
              max == null ? Long.MAX_VALUE : max);
      case Filter.Time(Filter.TimeField field, Filter.Comparison comparison, Instant value) ->
          time(ImageDocument.name(field), comparison, value);
      case Filter.HasTag(String tag) -> oneOf(ImageDocument.TAG, List.of(Terms.of(tag)));
      case Filter.Property(String name, String value) ->
          oneOf(ImageDocument.PROPERTY, List.of(Terms.of(name, value)));
      case Filter.SharedWith(String project, Set<String> statuses) ->
          oneOf(
              ImageDocument.MEMBER,
              statuses.stream().map(status -> Terms.of(project, status)).toList());
    };
  }

  private static Query all(List<Filter> parts) {
    if (parts.isEmpty()) {
      return MatchAllDocsQuery.INSTANCE;
    }
    BooleanQuery.Builder builder = new BooleanQuery.Builder();
    parts.forEach(part -> builder.add(query(part), Occur.FILTER));
    return builder.build();
  }

  private static Query any(List<Filter> parts) {
    if (parts.isEmpty()) {
      return MatchNoDocsQuery.INSTANCE;
    }
    BooleanQuery.Builder builder = new BooleanQuery.Builder();
    parts.forEach(part -> builder.add(query(part), Occur.SHOULD));
    return builder.build();
  }

  private static Query not(Query query) {
    return new BooleanQuery.Builder()
        .add(MatchAllDocsQuery.INSTANCE, Occur.FILTER)
        .add(query, Occur.MUST_NOT)
        .build();
  }

  private static Query oneOf(String field, List<BytesRef> terms) {
    return switch (terms.size()) {
      case 0 -> MatchNoDocsQuery.INSTANCE;
      case 1 -> new TermQuery(new Term(field, terms.getFirst()));
      default -> new TermInSetQuery(field, terms);
    };
  }

  private static Query range(String field, long min, long max) {
    return min > max ? MatchNoDocsQuery.INSTANCE : LongPoint.newRangeQuery(field, min, max);
  }

  /// The image's time counts in whole seconds, the given one exactly; the field has microseconds.
  private static Query time(String field, Filter.Comparison comparison, Instant value) {
    boolean whole = value.getNano() == 0;
    long floor = ImageDocument.clampSeconds(value.getEpochSecond());
    long ceiling = whole ? floor : floor + 1;
    Query equal = whole ? seconds(field, floor, floor) : MatchNoDocsQuery.INSTANCE;
    return switch (comparison) {
      case LESS -> seconds(field, ImageDocument.MIN_SECONDS, ceiling - 1);
      case LESS_OR_EQUAL -> seconds(field, ImageDocument.MIN_SECONDS, floor);
      case EQUAL -> equal;
      case NOT_EQUAL -> not(equal);
      case GREATER_OR_EQUAL -> seconds(field, ceiling, ImageDocument.MAX_SECONDS);
      case GREATER -> seconds(field, floor + 1, ImageDocument.MAX_SECONDS);
    };
  }

  /// All of the microseconds of these seconds.
  private static Query seconds(String field, long first, long last) {
    return range(field, first * 1_000_000, last * 1_000_000 + 999_999);
  }
}

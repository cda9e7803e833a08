package dev.vitrine.search;

import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.query.DiscoveryQuery;
import dev.vitrine.catalog.query.ImageQuery;
import dev.vitrine.catalog.query.Sort;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SortField;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// A query's order, and its page's place in it, in Lucene's terms.
final class Order {
  /// The key's value of an image that has none: lower than any that exists, as sizes are not
  /// negative.
  private static final long NO_NUMBER = Long.MIN_VALUE;

  /// The order of a list for which none is asked: newest first. Documents are kept in it, so that
  /// the first page is found without looking at all of them.
  static final Order NEWEST_FIRST =
      new Order(List.of(new Sort(Sort.Field.CREATED_AT, false), new Sort(Sort.Field.ID, false)));

  private final boolean byRelevance;
  private final List<Sort> keys;
  private final int idKey;

  Order(List<Sort> keys) {
    this(false, keys);
  }

  /// @param byRelevance whether the score decides before the keys do
  Order(boolean byRelevance, List<Sort> keys) {
    this.byRelevance = byRelevance;
    this.keys = keys;
    int id = keys.stream().map(Sort::field).toList().indexOf(Sort.Field.ID);
    this.idKey = byRelevance ? id + 1 : id;
  }

  org.apache.lucene.search.Sort sort() {
    Stream<SortField> fields = keys.stream().map(Order::sortField);
    return new org.apache.lucene.search.Sort(
        (byRelevance ? Stream.concat(Stream.of(SortField.FIELD_SCORE), fields) : fields)
            .toArray(SortField[]::new));
  }

  private static SortField sortField(Sort key) {
    String field = ImageDocument.name(key.field());
    boolean reverse = !key.ascending();
    // What a missing value stands for is decided before the direction turns it round.
    return ImageDocument.isText(key.field())
        ? new SortField(field, SortField.Type.STRING, reverse, SortField.STRING_FIRST)
        : new SortField(field, SortField.Type.LONG, reverse, NO_NUMBER);
  }

  /// The place after which the page begins; null for the first page.
  @Nullable FieldDoc after(ImageQuery query) {
    Image image = query.after();
    return image == null ? null : after(sortValues(image));
  }

  /// The place after which the page begins; null for the first page.
  @Nullable FieldDoc after(DiscoveryQuery query) {
    DiscoveryQuery.After place = query.after();
    if (place == null) {
      return null;
    }
    Stream<@Nullable Object> values = sortValues(place.image());
    return after(
        byRelevance ? Stream.concat(Stream.of((float) place.relevance()), values) : values);
  }

  private static FieldDoc after(Stream<@Nullable Object> values) {
    // Only the image itself has the same values throughout. Lucene breaks that tie by the
    // document's number: the highest number puts the image before the page wherever it is now.
    return new FieldDoc(Integer.MAX_VALUE, Float.NaN, values.toArray());
  }

  private Stream<@Nullable Object> sortValues(Image image) {
    return keys.stream().map(key -> sortValue(image, key.field()));
  }

  private static @Nullable Object sortValue(Image image, Sort.Field field) {
    return switch (ImageDocument.sortValue(image, field)) {
      case SortValue.Text(BytesRef utf8) -> utf8;
      case SortValue.Whole(long value) -> value;
      case null -> ImageDocument.isText(field) ? null : NO_NUMBER;
    };
  }

  /// The id of a hit, which is among the values that it was sorted by.
  String id(ScoreDoc hit) {
    return ((BytesRef) ((FieldDoc) hit).fields[idKey]).utf8ToString();
  }

  /// The relevance of a hit; 0 when the order does not ask for it.
  int relevance(ScoreDoc hit) {
    return byRelevance ? Math.round((Float) ((FieldDoc) hit).fields[0]) : 0;
  }
}

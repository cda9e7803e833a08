package dev.vitrine.search;

import dev.vitrine.catalog.query.DiscoveryQuery.FacetRequest;
import dev.vitrine.catalog.query.FacetField;
import dev.vitrine.catalog.query.Findings;
import dev.vitrine.catalog.query.SearchText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.Stream;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.QueryTimeout;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefBuilder;
import org.jspecify.annotations.Nullable;

/// Counts the documents of one search by some fields. Used by one thread.
///
/// While the search goes on it counts by the number that a segment gave to a value: four bytes for
/// each value there is. Afterwards the segments' dictionaries, which are sorted, are read side by
/// side, and only the highest counts are kept as texts.
final class FacetCounter implements Collector {
  /// How often the time is looked at while dictionaries are read.
  private static final int VALUES_BETWEEN_CHECKS = 1024;

  private static final Comparator<Tally> HIGHEST_FIRST =
      Comparator.comparingLong(Tally::images).reversed().thenComparing(Tally::value);

  private final List<FacetRequest> requests;
  private final List<List<SegmentCounts>> counts;

  FacetCounter(List<FacetRequest> requests) {
    this.requests = requests;
    this.counts =
        Stream.<List<SegmentCounts>>generate(ArrayList::new).limit(requests.size()).toList();
  }

  private record Tally(BytesRef value, long images) {}

  @Override
  public ScoreMode scoreMode() {
    return ScoreMode.COMPLETE_NO_SCORES;
  }

  @Override
  public LeafCollector getLeafCollector(LeafReaderContext context) throws IOException {
    List<SegmentCounts> here = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      SegmentCounts segment = SegmentCounts.of(context.reader(), requests.get(i).field());
      if (segment != null) {
        here.add(segment);
        counts.get(i).add(segment);
      }
    }
    return new LeafCollector() {
      @Override
      public void setScorer(Scorable scorer) {}

      @Override
      public void collect(int document) throws IOException {
        for (SegmentCounts segment : here) {
          segment.count(document);
        }
      }
    };
  }

  /// What was counted.
  List<Findings.Facet> facets(QueryTimeout timeout) throws IOException {
    List<Findings.Facet> facets = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      facets.add(facet(requests.get(i), counts.get(i), timeout));
    }
    return facets;
  }

  private static Findings.Facet facet(
      FacetRequest request, List<SegmentCounts> segments, QueryTimeout timeout) throws IOException {
    PriorityQueue<SegmentCounts> dictionaries =
        new PriorityQueue<>(Comparator.comparing(SegmentCounts::value));
    for (SegmentCounts segment : segments) {
      if (segment.next()) {
        dictionaries.add(segment);
      }
    }
    PriorityQueue<Tally> highest = new PriorityQueue<>(HIGHEST_FIRST.reversed());
    int distinct = 0;
    while (!dictionaries.isEmpty()) {
      Tally tally = tally(dictionaries);
      if (isTooLong(tally.value)) {
        continue;
      }
      if (++distinct % VALUES_BETWEEN_CHECKS == 0 && timeout.shouldExit()) {
        throw new Discoverer.OutOfTime();
      }
      highest.add(tally);
      if (highest.size() > request.most()) {
        highest.remove();
      }
    }
    List<Findings.Count> sorted =
        highest.stream()
            .sorted(HIGHEST_FIRST)
            .map(tally -> new Findings.Count(tally.value.utf8ToString(), tally.images))
            .toList();
    return new Findings.Facet(request.field(), sorted, distinct);
  }

  /// Takes the least value from all dictionaries that have it.
  private static Tally tally(PriorityQueue<SegmentCounts> dictionaries) throws IOException {
    BytesRef value = BytesRef.deepCopyOf(first(dictionaries).value());
    long images = 0;
    while (!dictionaries.isEmpty() && first(dictionaries).value().equals(value)) {
      SegmentCounts segment = dictionaries.remove();
      images += segment.images();
      if (segment.next()) {
        dictionaries.add(segment);
      }
    }
    return new Tally(value, images);
  }

  private static SegmentCounts first(PriorityQueue<SegmentCounts> dictionaries) {
    return dictionaries.element();
  }

  /// Fields that serve orders, too, have longer texts.
  private static boolean isTooLong(BytesRef value) {
    return value.length > SearchText.MAX_CODE_POINTS
        && !SearchText.of(value.utf8ToString()).whole();
  }

  /// The counts of one field in one segment, and a walk through those that are not zero.
  private static final class SegmentCounts {
    private final SortedSetDocValues values;
    private final long firstOrd;
    private final int prefixBytes;
    private final int[] counts;
    private final BytesRefBuilder value = new BytesRefBuilder();
    private int at = -1;

    private SegmentCounts(SortedSetDocValues values, long firstOrd, long endOrd, int prefixBytes) {
      this.values = values;
      this.firstOrd = firstOrd;
      this.prefixBytes = prefixBytes;
      this.counts = new int[Math.toIntExact(endOrd - firstOrd)];
    }

    /// Null when the segment has nothing to count.
    static @Nullable SegmentCounts of(LeafReader reader, FacetField field) throws IOException {
      SortedSetDocValues values = DocValues.getSortedSet(reader, ImageTexts.facet(field));
      if (!(field instanceof FacetField.Property(String name))) {
        return new SegmentCounts(values, 0, values.getValueCount(), 0);
      }
      BytesRef prefix = ImageTexts.named(name, new BytesRef());
      BytesRef end = ImageTexts.named(name, new BytesRef(new byte[] {ImageTexts.AFTER_NAME}));
      long firstOrd = ordFrom(values, prefix);
      long endOrd = ordFrom(values, end);
      return firstOrd == endOrd ? null : new SegmentCounts(values, firstOrd, endOrd, prefix.length);
    }

    private static long ordFrom(SortedSetDocValues values, BytesRef term) throws IOException {
      long found = values.lookupTerm(term);
      return found < 0 ? -found - 1 : found;
    }

    void count(int document) throws IOException {
      if (!values.advanceExact(document)) {
        return;
      }
      for (int i = values.docValueCount(); i > 0; i--) {
        long ord = values.nextOrd() - firstOrd;
        if (ord >= counts.length) {
          return;
        }
        if (ord >= 0) {
          counts[(int) ord]++;
        }
      }
    }

    /// Goes to the next value that was counted; false at the end.
    boolean next() throws IOException {
      at++;
      while (at < counts.length && counts[at] == 0) {
        at++;
      }
      if (at == counts.length) {
        return false;
      }
      BytesRef term = values.lookupOrd(firstOrd + at);
      value.copyBytes(term.bytes, term.offset + prefixBytes, term.length - prefixBytes);
      return true;
    }

    BytesRef value() {
      return value.get();
    }

    int images() {
      return counts[at];
    }
  }
}

package dev.vitrine.search;

import dev.vitrine.catalog.query.DiscoveryQuery;
import dev.vitrine.catalog.query.Findings;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.ExitableDirectoryReader;
import org.apache.lucene.index.QueryTimeout;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MultiCollector;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TopFieldCollector;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;

/// One discovery in an index: the page, the number of all and the facets come from one pass over
/// what matches. Used once.
final class Discoverer {
  private final DiscoveryQuery query;
  private final Order order;
  private final Query matching;

  Discoverer(DiscoveryQuery query) {
    this.query = query;
    this.order = new Order(query.byRelevance(), query.order());
    this.matching =
        new BooleanQuery.Builder()
            .add(Queries.query(query.scope()), Occur.FILTER)
            .add(TextQueries.query(query.wanted()), Occur.MUST)
            .build();
  }

  /// The search was not done in time. What was found until then is of no use: it would miss images
  /// without a sign.
  static final class OutOfTime extends IOException {
    private static final long serialVersionUID = 1;
  }

  Findings discover(IndexSearcher view, Duration limit) throws IOException {
    long startNanos = System.nanoTime();
    QueryTimeout timeout = () -> System.nanoTime() - startNanos > limit.toNanos();
    IndexSearcher searcher = searcher(view, timeout);
    try {
      return discover(searcher, timeout);
    } catch (ExitableDirectoryReader.ExitingReaderException e) {
      throw outOfTime(e);
    }
  }

  private Findings discover(IndexSearcher searcher, QueryTimeout timeout) throws IOException {
    // Lucene makes room for all hits that are asked for, and wants one at least.
    int hits = Math.max(1, Math.min(query.limit(), searcher.getIndexReader().numDocs()));
    TopFieldCollectorManager page =
        new TopFieldCollectorManager(order.sort(), hits, order.after(query), Integer.MAX_VALUE);
    Findings findings = searcher.search(matching, new OnePass(page.newCollector(), timeout));
    if (searcher.timedOut()) {
      throw new OutOfTime();
    }
    return findings;
  }

  /// The page and the facets. There is one collector, as the search runs on the caller's thread.
  private final class OnePass implements CollectorManager<Collector, Findings> {
    private final TopFieldCollector page;
    private final FacetCounter facets = new FacetCounter(query.facets());
    private final QueryTimeout timeout;

    OnePass(TopFieldCollector page, QueryTimeout timeout) {
      this.page = page;
      this.timeout = timeout;
    }

    @Override
    public Collector newCollector() {
      return query.facets().isEmpty() ? page : MultiCollector.wrap(page, facets);
    }

    @Override
    public Findings reduce(Collection<Collector> collectors) throws IOException {
      TopFieldDocs found = page.topDocs();
      List<Findings.Hit> hits =
          Arrays.stream(found.scoreDocs)
              .limit(query.limit())
              .map(hit -> new Findings.Hit(order.id(hit), order.relevance(hit)))
              .toList();
      return new Findings(hits, found.totalHits.value(), facets.facets(timeout));
    }
  }

  /// Dictionaries are read under one guard, documents under another.
  private static IndexSearcher searcher(IndexSearcher view, QueryTimeout timeout)
      throws IOException {
    DirectoryReader reader = (DirectoryReader) view.getIndexReader();
    IndexSearcher searcher = new IndexSearcher(ExitableDirectoryReader.wrap(reader, timeout));
    searcher.setQueryCache(null);
    searcher.setTimeout(timeout);
    return searcher;
  }

  private static OutOfTime outOfTime(Exception cause) {
    OutOfTime e = new OutOfTime();
    e.initCause(cause);
    return e;
  }
}

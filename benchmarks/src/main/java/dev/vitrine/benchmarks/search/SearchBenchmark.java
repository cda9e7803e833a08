package dev.vitrine.benchmarks.search;

import dev.vitrine.catalog.query.Criterion;
import dev.vitrine.catalog.query.Criterion.Place;
import dev.vitrine.catalog.query.DiscoveryQuery;
import dev.vitrine.catalog.query.DiscoveryQuery.FacetRequest;
import dev.vitrine.catalog.query.FacetField;
import dev.vitrine.catalog.query.Filter;
import dev.vitrine.catalog.query.Filter.TextField;
import dev.vitrine.catalog.query.Findings;
import dev.vitrine.catalog.query.Sort;
import dev.vitrine.catalog.query.TextPattern;
import dev.vitrine.catalog.testkit.MemoryRegistry;
import dev.vitrine.search.LuceneImageIndex;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Searches in a catalogue as clouds have them ([CloudCatalogue]): `SearchBenchmark IMAGES FOLDER`.
/// Prints one Markdown table.
public final class SearchBenchmark {
  private static final int WARM_UP = 100;
  private static final int SEARCHES = 500;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final List<FacetRequest> FACETS =
      Stream.of(
              new FacetField.Property("os_distro"),
              new FacetField.Property("os_version"),
              new FacetField.Attribute(TextField.STATUS),
              new FacetField.Attribute(TextField.VISIBILITY),
              new FacetField.Attribute(TextField.DISK_FORMAT))
          .map(field -> new FacetRequest(field, 10))
          .toList();

  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private SearchBenchmark() {}

  static void main(String[] args) throws Exception {
    int images = Integer.parseInt(args[0]);
    Path folder = Files.createTempDirectory(Path.of(args[1]), "search-benchmark");
    try (MemoryRegistry registry = new MemoryRegistry()) {
      CloudCatalogue.fill(registry, images, 500);
      long startNanos = System.nanoTime();
      LuceneImageIndex.rebuild(folder, registry, _ -> {});
      double buildSeconds = (System.nanoTime() - startNanos) / 1e9;
      OUT.printf(
          "%,d images: built in %.1f s, %.1f MiB on disk%n%n",
          images, buildSeconds, sizeBytes(folder) / (double) (1 << 20));
      OUT.println("| search | found | p50 ms | p99 ms |");
      OUT.println("|---|--:|--:|--:|");
      try (LuceneImageIndex index = LuceneImageIndex.open(folder, registry)) {
        for (Map.Entry<String, DiscoveryQuery> each : queries().entrySet()) {
          measure(each.getKey(), each.getValue(), index, registry);
        }
      }
    } finally {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  private static Map<String, DiscoveryQuery> queries() {
    Place anywhere = new Place.Anywhere();
    Filter everything = new Filter.And(List.of());
    Filter member =
        new Filter.Or(
            List.of(
                new Filter.TextIn(TextField.VISIBILITY, Set.of("public")),
                new Filter.TextIn(TextField.OWNER, Set.of("project-7")),
                new Filter.SharedWith("project-7", Set.of("accepted"))));
    Criterion word = new Criterion.Phrase(anywhere, "ubuntu");
    Map<String, DiscoveryQuery> queries = new LinkedHashMap<>();
    queries.put("newest, no facets", query(everything, Criterion.anything(), List.of()));
    queries.put("all, 5 facets", query(everything, Criterion.anything(), FACETS));
    queries.put("`ubuntu`, no facets", query(everything, word, List.of()));
    queries.put("`ubuntu`, 5 facets", query(everything, word, FACETS));
    queries.put("`ubuntu`, 5 facets, one project's view", query(member, word, FACETS));
    queries.put(
        "`ubuntu 24.04`, 5 facets",
        query(
            everything,
            new Criterion.All(List.of(word, new Criterion.Phrase(anywhere, "24.04"))),
            FACETS));
    queries.put("`ubu*`, 5 facets", query(everything, like(anywhere, "ubu", ""), FACETS));
    queries.put("`*bunt*`, 5 facets", query(everything, like(anywhere, "", "bunt", ""), FACETS));
    queries.put(
        "`name:*bunt*`, 5 facets",
        query(everything, like(new Place.Name(), "", "bunt", ""), FACETS));
    queries.put(
        "`ubnutu~`, 5 facets",
        query(everything, new Criterion.Near(anywhere, "ubnutu", 2), FACETS));
    queries.put(
        "`ubuntu`, facet of unique values",
        query(
            everything,
            word,
            List.of(new FacetRequest(new FacetField.Property("instance_uuid"), 10))));
    return queries;
  }

  private static Criterion like(Place place, String... pieces) {
    return new Criterion.Like(place, new TextPattern(List.of(pieces)));
  }

  private static DiscoveryQuery query(Filter scope, Criterion wanted, List<FacetRequest> facets) {
    List<Sort> newest =
        List.of(new Sort(Sort.Field.CREATED_AT, false), new Sort(Sort.Field.ID, false));
    return new DiscoveryQuery(scope, wanted, true, newest, null, 25, facets);
  }

  private static void measure(
      String name, DiscoveryQuery query, LuceneImageIndex index, MemoryRegistry registry)
      throws Exception {
    long[] nanos = new long[SEARCHES];
    Findings found = index.discover(query, registry.head(), LIMIT);
    for (int i = -WARM_UP; i < SEARCHES; i++) {
      long start = System.nanoTime();
      found = index.discover(query, registry.head(), LIMIT);
      if (i >= 0) {
        nanos[i] = System.nanoTime() - start;
      }
    }
    Arrays.sort(nanos);
    OUT.printf(
        "| %s | %,d | %.2f | %.2f |%n",
        name, found.total(), nanos[SEARCHES / 2] / 1e6, nanos[SEARCHES - 1 - SEARCHES / 100] / 1e6);
  }

  private static long sizeBytes(Path folder) throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        sum += Files.size(file);
      }
    }
    return sum;
  }
}

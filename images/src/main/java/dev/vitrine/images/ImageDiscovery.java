package dev.vitrine.images;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.catalog.query.Discovery;
import dev.vitrine.catalog.query.DiscoveryQuery;
import dev.vitrine.catalog.query.DiscoveryTimeoutException;
import dev.vitrine.catalog.query.Filter;
import dev.vitrine.catalog.query.Findings;
import dev.vitrine.catalog.query.Highlight;
import dev.vitrine.catalog.query.IndexBehindException;
import dev.vitrine.images.access.Access;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.ListScope;
import dev.vitrine.images.access.Policy;
import dev.vitrine.images.access.PropertyProtections;
import dev.vitrine.images.access.ProtectedScan;
import dev.vitrine.images.access.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Searching for images: the use case. Thread-safe; calls block.
///
/// What the caller may see is part of the question, never taken out of the answer, so neither
/// counts nor places in the order tell of other images. The same holds for properties that the
/// caller may not read.
public final class ImageDiscovery {
  private static final Logger LOG = LoggerFactory.getLogger(ImageDiscovery.class);

  /// How long a search may take, and how long it may wait for the index. Searches of a hundred
  /// thousand images take milliseconds; who needs longer should ask for less.
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Catalog catalog;
  private final Discovery discovery;
  private final Policy policy;
  private final PropertyProtections protections;
  private final ProtectedScan scan;
  private final Access access;

  /// Takes over none of what it is given.
  public ImageDiscovery(
      Catalog catalog, Discovery discovery, Policy policy, PropertyProtections protections) {
    this.catalog = catalog;
    this.discovery = discovery;
    this.policy = policy;
    this.protections = protections;
    this.scan = new ProtectedScan(catalog, protections);
    this.access = new Access(catalog, policy);
  }

  /// A page of what the caller may see, as of a moment after every commit that came before the
  /// call. The images themselves are shown as they are now: one that went away meanwhile, or no
  /// longer shows itself, is missing from its page.
  public DiscoveryPage discover(Caller caller, DiscoveryRequest request)
      throws Refusal, InterruptedException {
    access.requireListing(caller);
    Filter filter =
        new Filter.And(
            List.of(
                ListScope.of(caller, request.scope(), request.memberStatuses()), request.filter()));
    boolean counted = !policy.mayWithholdImages(caller);
    Findings findings =
        search(
            caller,
            new DiscoveryQuery(
                filter,
                request.wanted(),
                request.byRelevance(),
                request.order(),
                request.after(),
                request.limit(),
                counted ? request.facets() : List.of()));
    List<DiscoveryPage.Result> results = results(caller, request, findings.hits());
    boolean full = findings.hits().size() == request.limit() && !results.isEmpty();
    return new DiscoveryPage(
        results,
        counted ? new DiscoveryPage.Counts(findings.total(), findings.facets()) : null,
        full ? place(results.getLast()) : null);
  }

  private List<DiscoveryPage.Result> results(
      Caller caller, DiscoveryRequest request, List<Findings.Hit> hits) {
    Map<String, Versioned<Image>> records =
        catalog.images(hits.stream().map(Findings.Hit::id).toList());
    List<DiscoveryPage.Result> results = new ArrayList<>();
    for (Findings.Hit hit : hits) {
      Versioned<Image> record = records.get(hit.id());
      if (record == null) {
        continue;
      }
      Image image = record.value();
      if (access.shows(caller, image) && access.mayGet(caller, image)) {
        Image shown = protections.shownTo(caller, image);
        results.add(
            new DiscoveryPage.Result(
                shown, hit.relevance(), Highlight.of(request.wanted(), shown)));
      }
    }
    return results;
  }

  private static DiscoveryQuery.After place(DiscoveryPage.Result last) {
    return new DiscoveryQuery.After(last.relevance(), last.image());
  }

  private Findings search(Caller caller, DiscoveryQuery query)
      throws Refusal, InterruptedException {
    try {
      return protections == PropertyProtections.NONE
          ? discovery.discover(query, catalog.registry().head(), LIMIT)
          : scan.discover(caller, query, LIMIT);
    } catch (IndexBehindException e) {
      LOG.warn("A search was refused: {}", e.getMessage());
      throw new Refusal.Unavailable("The search index is not up to date at present; try again.");
    } catch (DiscoveryTimeoutException e) {
      LOG.warn("A search was given up: {}", e.getMessage());
      throw new Refusal.Unavailable(
          "The search took longer than " + LIMIT.toSeconds() + " seconds; ask for less.");
    }
  }
}

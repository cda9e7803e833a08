package dev.vitrine.images;

import static dev.vitrine.images.Site.ADMIN;
import static dev.vitrine.images.Site.NEWEST_LAST;
import static dev.vitrine.images.Site.NOBODY;
import static dev.vitrine.images.Site.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Visibility;
import dev.vitrine.catalog.query.Criterion;
import dev.vitrine.catalog.query.Discovery;
import dev.vitrine.catalog.query.DiscoveryQuery;
import dev.vitrine.catalog.query.DiscoveryQuery.FacetRequest;
import dev.vitrine.catalog.query.DiscoveryTimeoutException;
import dev.vitrine.catalog.query.FacetField;
import dev.vitrine.catalog.query.Filter;
import dev.vitrine.catalog.query.Findings;
import dev.vitrine.catalog.query.IndexBehindException;
import dev.vitrine.catalog.query.ScanDiscovery;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.ListRequest;
import dev.vitrine.images.access.Policy;
import dev.vitrine.images.access.PropertyProtections;
import dev.vitrine.images.access.Refusal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DiscoverTest {
  private static final Criterion WORD =
      new Criterion.Phrase(new Criterion.Place.Anywhere(), "debian");

  @RegisterExtension final Site site = new Site();

  @Test
  void findsAndCountsWhatIsShownToTheCaller() throws Exception {
    Image mine = put("p", Visibility.PRIVATE);
    put("q", Visibility.PRIVATE);
    Image everybodys = put("q", Visibility.PUBLIC);

    DiscoveryPage page = discover(Policy.defaults(), member("p"), 10);
    assertThat(page.results().stream().map(result -> result.image().id()))
        .containsExactly(mine.id(), everybodys.id());
    DiscoveryPage.@Nullable Counts counts = page.counts();
    assertThat(counts).isNotNull();
    assertThat(counts.total()).isEqualTo(2);
    assertThat(counts.facets().getFirst().counts())
        .containsExactly(new Findings.Count("p", 1), new Findings.Count("q", 1));
    assertThat(page.results().getFirst().highlights()).hasSize(1);
    assertThat(page.next()).isNull();
  }

  @Test
  void countsNothingWhereThePolicyWithholdsImagesOneByOne() throws Exception {
    put("p", Visibility.PUBLIC);
    Image shown = put("q", Visibility.PUBLIC);
    Policy withholding =
        (caller, action, target) ->
            !(target instanceof Policy.Target.Existing(Image image, var _))
                || "q".equals(image.owner());

    DiscoveryPage page = discover(withholding, member("x"), 10);
    assertThat(page.counts()).isNull();
    assertThat(page.results()).hasSize(1);
    assertThat(page.results().getFirst().image().id()).isEqualTo(shown.id());
  }

  @Test
  void thePlaceOfTheNextPageIsOfAnImageThatWasShown() throws Exception {
    Image shown = put("q", Visibility.PUBLIC);
    put("p", Visibility.PUBLIC);
    put("p", Visibility.PUBLIC);
    Policy withholding =
        (caller, action, target) ->
            !(target instanceof Policy.Target.Existing(Image image, var _))
                || "q".equals(image.owner());

    DiscoveryQuery.@Nullable After next = discover(withholding, member("x"), 2).next();
    assertThat(next).isNotNull();
    assertThat(next.image().id()).isEqualTo(shown.id());
    assertThat(discover(withholding, member("x"), 0).next()).isNull();
  }

  @Test
  void whoMayNotListMayNotSearch() throws Exception {
    put("p", Visibility.PUBLIC);
    assertThatExceptionOfType(Refusal.Forbidden.class)
        .isThrownBy(() -> discover(Policy.defaults(), NOBODY, 10));
  }

  @Test
  void aSearchThatCannotBeAnsweredInTimeIsRefused() {
    Discovery late =
        (query, revision, limit) -> {
          throw new DiscoveryTimeoutException(limit);
        };
    Discovery behind =
        (query, revision, limit) -> {
          throw new IndexBehindException(revision, 0);
        };
    for (Discovery discovery : List.of(late, behind)) {
      assertThatExceptionOfType(Refusal.Unavailable.class)
          .isThrownBy(() ->
              new ImageDiscovery(
                      site.catalog, discovery, Policy.defaults(), PropertyProtections.NONE)
                  .discover(ADMIN, request(10)));
    }
  }

  @Test
  void anImageThatWentAwayMeanwhileIsMissingFromItsPage() throws Exception {
    Image first = put("p", Visibility.PUBLIC);
    Image second = put("p", Visibility.PUBLIC);
    Discovery before =
        (query, revision, limit) ->
            new Findings(
                List.of(new Findings.Hit(first.id(), 1), new Findings.Hit(second.id(), 1)),
                2,
                List.of());
    site.service().delete(ADMIN, first.id());

    DiscoveryPage page =
        new ImageDiscovery(site.catalog, before, Policy.defaults(), PropertyProtections.NONE)
            .discover(ADMIN, request(10));
    assertThat(page.results().stream().map(result -> result.image().id()))
        .containsExactly(second.id());
  }

  private Image put(String owner, Visibility visibility) throws Exception {
    return site.put(image -> image.name("debian").owner(owner).visibility(visibility));
  }

  private DiscoveryPage discover(Policy policy, Caller caller, int limit) throws Exception {
    return new ImageDiscovery(
            site.catalog, new ScanDiscovery(site.registry), policy, PropertyProtections.NONE)
        .discover(caller, request(limit));
  }

  private static DiscoveryRequest request(int limit) {
    return new DiscoveryRequest(
        WORD,
        new Filter.And(List.of()),
        false,
        NEWEST_LAST,
        null,
        limit,
        List.of(new FacetRequest(new FacetField.Attribute(Filter.TextField.OWNER), 10)),
        new ListRequest.Scope.Default(),
        Set.of("accepted"));
  }
}

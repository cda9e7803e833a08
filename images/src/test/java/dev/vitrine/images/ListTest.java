package dev.vitrine.images;

import static dev.vitrine.images.Site.ADMIN;
import static dev.vitrine.images.Site.NEWEST_LAST;
import static dev.vitrine.images.Site.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.blobstore.Tier;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Leases;
import dev.vitrine.catalog.Visibility;
import dev.vitrine.catalog.query.Filter;
import dev.vitrine.catalog.query.ImageIndex;
import dev.vitrine.catalog.query.ImageQuery;
import dev.vitrine.catalog.query.IndexBehindException;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.ListRequest;
import dev.vitrine.images.access.Policy;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.quota.Quotas;
import dev.vitrine.images.stores.Store;
import dev.vitrine.images.stores.Stores;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ListTest {
  @RegisterExtension final Site site = new Site();

  @Test
  void walksAllPagesInOrder() throws Exception {
    List<Image> made = makeImages(5);

    ImageList first = list(ADMIN, null, 2);
    ImageList second = list(ADMIN, first.nextMarker(), 2);
    ImageList third = list(ADMIN, second.nextMarker(), 2);

    List<Image> walked = new ArrayList<>(first.images());
    walked.addAll(second.images());
    walked.addAll(third.images());
    assertThat(walked).isEqualTo(made);
    assertThat(third.nextMarker()).isNull();
  }

  @Test
  void offersAnotherPageAfterAFullOneThoughItBeEmpty() throws Exception {
    makeImages(2);

    ImageList full = list(ADMIN, null, 2);
    ImageList after = list(ADMIN, full.nextMarker(), 2);

    assertThat(full.nextMarker()).isEqualTo(full.images().getLast().id());
    assertThat(after.images()).isEmpty();
    assertThat(after.nextMarker()).isNull();
  }

  @Test
  void givesAnEmptyPageWhenNoneIsWanted() throws Exception {
    makeImages(1);

    assertThat(list(ADMIN, null, 0)).isEqualTo(new ImageList(List.of(), null));
  }

  @Test
  void refusesAMarkerThatIsNoImage() throws Exception {
    Image deleted = site.put("p", Visibility.PUBLIC);
    site.service().delete(ADMIN, deleted.id());

    for (String marker : List.of("", "no-such-image", "a/b", deleted.id())) {
      assertThatThrownBy(() -> list(ADMIN, marker, 10)).isInstanceOf(Refusal.Invalid.class);
    }
  }

  @Test
  void refusesAMarkerThatTheCallerMayNotSee() throws Exception {
    Image secret = site.put("p", Visibility.PRIVATE);

    assertThatThrownBy(() -> list(member("q"), secret.id(), 10))
        .isInstanceOf(Refusal.Forbidden.class);
    assertThat(list(member("p"), secret.id(), 10).images()).isEmpty();
  }

  @Test
  void goesOnAfterAMarkerThatDoesNotMatchTheFilter() throws Exception {
    List<Image> made = makeImages(3);
    site.service().change(ADMIN, made.get(0).id(), List.of(new ImageChange.Set("os_hidden", true)));
    ListRequest request =
        new ListRequest(
            new Filter.FlagIs(Filter.FlagField.HIDDEN, false),
            NEWEST_LAST,
            made.get(0).id(),
            10,
            new ListRequest.Scope.Default(),
            Set.of());

    assertThat(site.service().list(ADMIN, request).images())
        .containsExactly(made.get(1), made.get(2));
  }

  @Test
  void endsTheMarkerAtTheLastImageThatIsShown() throws Exception {
    List<Image> made = makeImages(2);
    site.policy((caller, action, target) ->
        !(target instanceof Policy.Target.Existing(Image image, var _)
            && image.id().equals(made.get(1).id())));

    ImageList page = list(ADMIN, null, 2);

    assertThat(page.images()).containsExactly(made.get(0));
    assertThat(page.nextMarker()).isEqualTo(made.get(0).id());
  }

  @Test
  void leavesOutAnImageThatWentAwayWhileItWasListed() throws Exception {
    List<Image> made = makeImages(2);
    ImageService service =
        over((query, revision) -> {
          site.service().delete(ADMIN, made.get(0).id());
          return List.of(made.get(0).id(), made.get(1).id());
        });

    ImageList page = service.list(ADMIN, request(null, 2));

    assertThat(page.images()).containsExactly(made.get(1));
    assertThat(page.nextMarker()).isEqualTo(made.get(1).id());
  }

  @Test
  void searchesAtTheHeadOfTheRegistry() throws Exception {
    makeImages(3);
    List<Long> revisions = new ArrayList<>();
    ImageService service =
        over((query, revision) -> {
          revisions.add(revision);
          return List.of();
        });

    service.list(ADMIN, request(null, 2));

    assertThat(revisions).containsExactly(site.registry.head());
  }

  @Test
  void saysWhenTheIndexIsTooFarBehind() {
    ImageService service =
        over((query, revision) -> {
          throw new IndexBehindException(revision, 0);
        });

    assertThatThrownBy(() -> service.list(ADMIN, request(null, 2)))
        .isInstanceOf(Refusal.Unavailable.class);
  }

  private List<Image> makeImages(int count) throws Exception {
    List<Image> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      made.add(site.service().create(ADMIN, new Wanted().name("n" + i).build()));
    }
    return made;
  }

  private ImageList list(Caller caller, @Nullable String marker, int limit) throws Exception {
    return site.service().list(caller, request(marker, limit));
  }

  private static ListRequest request(@Nullable String marker, int limit) {
    return new ListRequest(
        new Filter.And(List.of()),
        NEWEST_LAST,
        marker,
        limit,
        new ListRequest.Scope.Default(),
        Set.of("accepted"));
  }

  private interface Search {
    List<String> search(ImageQuery query, long revision) throws Exception;
  }

  /// A service over the same records with another index.
  private ImageService over(Search search) {
    ImageIndex index =
        new ImageIndex() {
          @Override
          public List<String> search(ImageQuery query, long revision, Duration limit)
              throws IndexBehindException {
            try {
              return search.search(query, revision);
            } catch (IndexBehindException e) {
              throw e;
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          }

          @Override
          public void close() {}
        };
    return new ImageService(
        site.catalog,
        new Leases(site.catalog, "another", InstantSource.system()),
        index,
        Stores.single(
            Store.of(
                "default",
                new Store.Chunks(
                    BlobStore.open(
                        List.of(new Tier("memory", Tier.Role.DURABLE, site.backend)),
                        Runnable::run)))),
        Runnable::run,
        Policy.defaults(),
        new Quotas.None(),
        ImageServiceOptions.defaults(),
        InstantSource.system());
  }
}

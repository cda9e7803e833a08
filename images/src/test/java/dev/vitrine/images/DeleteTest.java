package dev.vitrine.images;

import static dev.vitrine.images.Site.ADMIN;
import static dev.vitrine.images.Site.member;
import static dev.vitrine.images.Site.reader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.MemberStatus;
import dev.vitrine.catalog.Visibility;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DeleteTest {
  private static final Caller OWNER = member("p");

  @RegisterExtension final Site site = new Site();

  @Test
  void takesTheImageAndItsMembersAway() throws Exception {
    Image image = site.put("p", Visibility.SHARED);
    site.share(image, "q", MemberStatus.ACCEPTED);
    Image other = site.put("p", Visibility.SHARED);
    site.share(other, "q", MemberStatus.ACCEPTED);

    site.service().delete(OWNER, image.id());

    assertThat(site.exists(image.id())).isFalse();
    assertThat(site.catalog.members(image.id())).isEmpty();
    assertThat(site.catalog.tombstone(image.id())).isPresent();
    assertThat(site.catalog.members(other.id())).hasSize(1);
  }

  @Test
  void isNotThereForAnybodyAfterwards() throws Exception {
    Image image = site.put("p", Visibility.PUBLIC);
    site.service().delete(OWNER, image.id());

    for (Caller caller : new Caller[] {ADMIN, OWNER, member("q")}) {
      assertThatThrownBy(() -> site.service().show(caller, image.id()))
          .isInstanceOf(Refusal.NotFound.class);
      assertThatThrownBy(() -> site.service().delete(caller, image.id()))
          .isInstanceOf(Refusal.NotFound.class);
      assertThatThrownBy(() -> site.upload(caller, image.id(), new byte[1]))
          .isInstanceOf(Refusal.NotFound.class);
      assertThatThrownBy(() -> site.service().download(caller, image.id()))
          .isInstanceOf(Refusal.NotFound.class);
    }
  }

  @Test
  void refusesProtectedImagesToAdministratorsToo() throws Exception {
    Image image = site.put(i -> i.owner("p").isProtected(true));

    for (Caller caller : new Caller[] {ADMIN, OWNER}) {
      assertThatThrownBy(() -> site.service().delete(caller, image.id()))
          .isInstanceOf(Refusal.Forbidden.class)
          .hasMessageContaining("protected");
    }
    assertThat(site.record(image.id())).isEqualTo(image);
  }

  @Test
  void tellsWhoMayNotDeleteFromWhoMayNotKnow() throws Exception {
    Image hidden = site.put("p", Visibility.PRIVATE);
    Image open = site.put("p", Visibility.PUBLIC);
    Image shared = site.put("p", Visibility.SHARED);
    site.share(shared, "q", MemberStatus.PENDING);

    assertThatThrownBy(() -> site.service().delete(member("q"), hidden.id()))
        .isInstanceOf(Refusal.NotFound.class);
    assertThatThrownBy(() -> site.service().delete(member("q"), open.id()))
        .isInstanceOf(Refusal.Forbidden.class);
    assertThatThrownBy(() -> site.service().delete(member("q"), shared.id()))
        .isInstanceOf(Refusal.Forbidden.class);
    assertThatThrownBy(() -> site.service().delete(reader("p"), open.id()))
        .isInstanceOf(Refusal.Forbidden.class);
  }

  @Test
  void keepsToOwnersWhereThePolicyIsForOwnersOnly() throws Exception {
    site.policy(Site.FOR_OWNERS_ONLY);
    Image ownerless = site.put(null, Visibility.PUBLIC);

    assertThatThrownBy(() -> site.service().delete(member("q"), ownerless.id()))
        .isInstanceOf(Refusal.Forbidden.class);
  }

  @Test
  void keepsDataThatAnotherImageShares() throws Exception {
    byte[] data = dev.vitrine.blobstore.testkit.SeededData.random(1, 100_000);
    Image first = site.queued(OWNER);
    Image second = site.queued(OWNER);
    site.upload(OWNER, first.id(), data);
    site.upload(OWNER, second.id(), data);

    site.service().delete(OWNER, first.id());

    assertThat(site.download(OWNER, second.id())).isEqualTo(data);
  }
}

package dev.vitrine.images;

import static dev.vitrine.images.Site.ADMIN;
import static dev.vitrine.images.Site.member;
import static dev.vitrine.images.Site.reader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.Keys;
import dev.vitrine.catalog.Visibility;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.catalog.testkit.MemoryRegistry;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Policy;
import dev.vitrine.images.access.Refusal;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CreateTest {
  private static final String ID = "A6F1B1C2-0000-4000-8000-0000000000aB";

  @RegisterExtension final Site site = new Site();

  @Test
  void registersAnEmptyQueuedImageOfTheCallersProject() throws Exception {
    Image image = create(member("p"), new Wanted());

    assertThat(site.record(image.id())).isEqualTo(image);
    assertThat(UUID.fromString(image.id()).version()).isEqualTo(4);
    assertThat(image.status()).isEqualTo(ImageStatus.QUEUED);
    assertThat(image.visibility()).isEqualTo(Visibility.SHARED);
    assertThat(image.owner()).isEqualTo("p");
    assertThat(image.sizeBytes()).isNull();
    assertThat(image.checksum()).isNull();
    assertThat(image.hashAlgorithm()).isNull();
    assertThat(image.createdAt()).isEqualTo(image.updatedAt());
  }

  @Test
  void givesImagesMadeInARowLaterTimes() throws Exception {
    Image first = create(ADMIN, new Wanted());
    Image second = create(ADMIN, new Wanted());

    assertThat(second.createdAt()).isAfter(first.createdAt());
  }

  @Test
  void keepsAnIdAsTheCallerWroteIt() throws Exception {
    assertThat(create(ADMIN, new Wanted().id(ID)).id()).isEqualTo(ID);
  }

  @Test
  void refusesAnIdThatIsTaken() throws Exception {
    create(member("p"), new Wanted().id(ID));

    assertThatThrownBy(() -> create(member("q"), new Wanted().id(ID)))
        .isInstanceOf(Refusal.Conflict.class)
        .hasMessageContaining(ID);
  }

  @Test
  void refusesTheIdOfAnImageThatWasDeleted() throws Exception {
    create(member("p"), new Wanted().id(ID));
    site.service().delete(member("p"), ID);

    assertThatThrownBy(() -> create(member("p"), new Wanted().id(ID)))
        .isInstanceOf(Refusal.Conflict.class);
  }

  @Test
  void seesThatSomebodyTookTheIdMeanwhile() throws Exception {
    site.registry.injectAt(Keys.image(ID), new MemoryRegistry.Fault.Conflict());

    assertThat(create(ADMIN, new Wanted().id(ID)).id()).isEqualTo(ID);
  }

  @Test
  void saysWhenTheRegistryIsAway() {
    site.registry.injectAt(Keys.image(ID), new MemoryRegistry.Fault.Unavailable());

    assertThatThrownBy(() -> create(ADMIN, new Wanted().id(ID)))
        .isInstanceOf(RegistryException.class);
  }

  @Test
  void letsAnAdministratorNameAnyOwnerOrNone() throws Exception {
    assertThat(create(ADMIN, new Wanted().owner("p")).owner()).isEqualTo("p");
    assertThat(create(ADMIN, new Wanted().owner(null)).owner()).isNull();
  }

  @Test
  void letsOthersNameOnlyTheirOwnProject() throws Exception {
    assertThat(create(member("p"), new Wanted().owner("p")).owner()).isEqualTo("p");
    assertThatThrownBy(() -> create(member("p"), new Wanted().owner("q")))
        .isInstanceOf(Refusal.Forbidden.class)
        .hasMessageContaining("You are not permitted to create images owned by 'q'");
    assertThatThrownBy(() -> create(member("p"), new Wanted().owner(null)))
        .isInstanceOf(Refusal.Forbidden.class);
  }

  @Test
  void keepsToOwnersWhereThePolicyIsForOwnersOnly() {
    site.policy(Site.FOR_OWNERS_ONLY);

    assertThatThrownBy(() -> create(member("p"), new Wanted().owner("q")))
        .isInstanceOf(Refusal.Forbidden.class);
  }

  @Test
  void needsTheRoleMember() {
    assertThatThrownBy(() -> create(reader("p"), new Wanted()))
        .isInstanceOf(Refusal.Forbidden.class)
        .hasMessageContaining("add_image");
    assertThatThrownBy(() -> create(Site.NOBODY, new Wanted()))
        .isInstanceOf(Refusal.Forbidden.class);
  }

  @Test
  void letsOnlyAnAdministratorPublish() throws Exception {
    assertThat(create(ADMIN, new Wanted().visibility(Visibility.PUBLIC)).visibility())
        .isEqualTo(Visibility.PUBLIC);
    assertThatThrownBy(() -> create(member("p"), new Wanted().visibility(Visibility.PUBLIC)))
        .isInstanceOf(Refusal.Forbidden.class)
        .hasMessageContaining("publicize_image");
    assertThat(create(member("p"), new Wanted().visibility(Visibility.COMMUNITY)).visibility())
        .isEqualTo(Visibility.COMMUNITY);
  }

  @Test
  void asksWhetherCommunityImagesAreAllowed() {
    site.policy((caller, action, target) -> action != Policy.Action.COMMUNITIZE_IMAGE);

    assertThatThrownBy(() -> create(member("p"), new Wanted().visibility(Visibility.COMMUNITY)))
        .isInstanceOf(Refusal.Forbidden.class)
        .hasMessageContaining("communitize_image");
  }

  @Test
  void dropsRepeatedTagsAfterCountingThem() throws Exception {
    assertThat(create(ADMIN, new Wanted().tags(List.of("b", "a", "b"))).tags())
        .containsExactly("b", "a");
    assertThat(create(ADMIN, new Wanted().tags(Collections.nCopies(128, "t"))).tags())
        .containsExactly("t");
    assertThatThrownBy(() -> create(ADMIN, new Wanted().tags(Collections.nCopies(129, "t"))))
        .isInstanceOf(Refusal.TooLarge.class)
        .hasMessageContaining("129")
        .hasMessageContaining("128");
  }

  @Test
  void limitsTheNumberOfProperties() throws Exception {
    Wanted wanted = new Wanted();
    for (int i = 0; i < 128; i++) {
      wanted.property("p" + i, "v");
    }
    assertThat(create(ADMIN, wanted).properties()).hasSize(128);
    assertThatThrownBy(() -> create(ADMIN, wanted.property("one", "more")))
        .isInstanceOf(Refusal.TooLarge.class)
        .hasMessageContaining("129")
        .hasMessageContaining("128");
  }

  @Test
  void refusesPropertiesThatAreTheServicesOwn() {
    for (String name : List.of("status", "os_glance_import_task", "deleted", "locations", "name")) {
      assertThatThrownBy(() -> create(ADMIN, new Wanted().property(name, "x")))
          .as(name)
          .isInstanceOf(Refusal.Forbidden.class)
          .hasMessageContaining(name);
    }
  }

  @Test
  void refusesCharactersThatOtherDatabasesCannotHold() {
    String emoji = "\uD83D\uDE00";
    for (Wanted wanted :
        List.of(
            new Wanted().name(emoji),
            new Wanted().tags(List.of(emoji)),
            new Wanted().property(emoji, "x"),
            new Wanted().property("x", emoji))) {
      assertThatThrownBy(() -> create(ADMIN, wanted)).isInstanceOf(Refusal.Invalid.class);
    }
  }

  @Test
  void namesTheTakenIdBeforeTheWrongCharacter() throws Exception {
    create(ADMIN, new Wanted().id(ID));

    assertThatThrownBy(() -> create(ADMIN, new Wanted().id(ID).name("\uD83D\uDE00")))
        .isInstanceOf(Refusal.Conflict.class);
  }

  @Test
  void acceptsAnEmptyPropertyNameAndANullValue() throws Exception {
    Image image = create(ADMIN, new Wanted().property("", "x").property("kernel_id", null));

    assertThat(site.record(image.id()).properties())
        .containsEntry("", "x")
        .containsEntry("kernel_id", null);
  }

  @Test
  void refusesASizeBelowZero() {
    assertThatThrownBy(() -> create(ADMIN, new Wanted().minDiskGib(-1)))
        .isInstanceOf(Refusal.Invalid.class)
        .hasMessageContaining("min_disk");
  }

  private Image create(Caller caller, Wanted wanted) throws Exception {
    return site.service().create(caller, wanted.build());
  }
}
